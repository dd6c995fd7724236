using System.Collections.Immutable;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Registration;

public sealed class RegistrationChecksTests : IDisposable
{
    private readonly ManagerFixture _fixture = new(ManagerFixture.Options with { MaxMemoryPages = 100, MaxModuleBytes = 4096 });

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public async Task A_name_is_needed(string? name) =>
        await Refused(ManagerFixture.At(name!), RegistrationStage.Name, RegistrationError.NameMissing, "has no name");

    [Fact]
    public async Task An_attach_point_is_needed() =>
        await Refused(
            new ModuleRegistration("a", []),
            RegistrationStage.AttachPoints,
            RegistrationError.AttachPointMissing,
            "no attach point"
        );

    [Fact]
    public async Task An_attach_point_is_given_once() =>
        await Refused(
            ManagerFixture.At("a", AttachPoint.OnRequest, AttachPoint.OnRequest),
            RegistrationStage.AttachPoints,
            RegistrationError.AttachPointRepeated,
            "OnRequest"
        );

    [Theory]
    [InlineData((AttachPoint)(-1))]
    [InlineData((AttachPoint)99)]
    public async Task An_attach_point_that_is_not_supported_is_refused(AttachPoint attachPoint) =>
        await Refused(
            ManagerFixture.At("a", AttachPoint.OnRequest, attachPoint),
            RegistrationStage.AttachPoints,
            RegistrationError.AttachPointNotSupported,
            $"{attachPoint} is not"
        );

    [Fact]
    public async Task Every_setting_that_is_wrong_is_named()
    {
        ModuleSettings settings = new()
        {
            MaxExecutionTimeMs = 501,
            MaxMemoryPages = 0,
            Environment = ImmutableSortedDictionary.CreateRange(
                new KeyValuePair<string, string>[] { new("A=B", "x"), new("", "x"), new("N\0", "x"), new("OK", "v\0v") }
            ),
        };
        RegistrationResult result = await Refused(
            ManagerFixture.At("a") with
            {
                Settings = settings,
            },
            RegistrationStage.Settings,
            RegistrationError.SettingsInvalid,
            "MaxExecutionTimeMs is 501"
        );
        Assert.All(
            ["MaxMemoryPages is 0", "from 1 to the runtime's 100", "\"A=B\"", "name is empty", "\"N\\0\"", "value of \"OK\""],
            part => Assert.Contains(part, result.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Limits_up_to_the_runtimes_own_are_taken()
    {
        ModuleSettings settings = new() { MaxExecutionTimeMs = 500, MaxMemoryPages = 100 };
        RegistrationResult result = await _fixture.Register(
            ManagerFixture.At("a") with
            {
                Settings = settings,
            },
            Guests.Continues.Bytes.ToArray()
        );
        Assert.Equal(settings, result.Module?.Module.Settings);
    }

    [Fact]
    public async Task A_module_of_the_greatest_size_is_taken_and_one_of_a_byte_more_is_not()
    {
        RegistrationResult taken = await _fixture.Register(ManagerFixture.At("a"), Padded(4096));
        Assert.True(taken.Succeeded, taken.Message);
        RegistrationResult refused = await _fixture.Register(ManagerFixture.At("b"), Padded(4097));
        Assert.Equal((RegistrationStage.Size, RegistrationError.TooLarge), (refused.Stage, refused.Error));

        Assert.True(_fixture.Manager.Remove(taken.Module.Id));
        Assert.Equal(RegistrationError.TooLarge, (await _fixture.RegisterPath(_fixture.Write("b.wasm", Padded(4097)))).Error);
        Assert.True((await _fixture.RegisterPath(_fixture.Write("a.wasm", Padded(4096)))).Succeeded);
    }

    [Fact]
    public async Task A_refusal_names_module_stage_cause_and_what_to_do()
    {
        RegistrationResult result = await Refused(
            ManagerFixture.At("the-auth"),
            RegistrationStage.DryRun,
            RegistrationError.DryRunFailed,
            "Trap(Unreachable)",
            Guests.Traps
        );
        Assert.StartsWith("Module 'the-auth' is refused at the stage DryRun: ", result.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "fix the guest, or register it without a dry run if it is meant to fail on such messages.",
            result.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("the-auth", result.Failure?.Module);
    }

    [Theory]
    [InlineData(1023)]
    [InlineData((1 << 30) + 1)]
    public void The_greatest_size_has_bounds(int bytes) =>
        Assert.Contains(
            "MaxModuleBytes",
            Assert.Throws<OptionsException>(() => new WasmRuntime(new WasmRuntimeOptions { MaxModuleBytes = bytes })).Message,
            StringComparison.Ordinal
        );

    /// <summary>A guest that a custom section brings to a length.</summary>
    private static byte[] Padded(int length)
    {
        byte[] guest = Guests.Continues.Bytes.ToArray();
        int content = length - guest.Length - 3;
        return [.. guest, 0, (byte)((content & 0x7f) | 0x80), (byte)(content >> 7), 0, .. new byte[content - 1]];
    }

    private async Task<RegistrationResult> Refused(
        ModuleRegistration registration,
        RegistrationStage stage,
        RegistrationError error,
        string reason,
        WasmModule? module = null
    )
    {
        RegistrationResult result = await _fixture.Register(registration, (module ?? Guests.Continues).Bytes.ToArray());
        Assert.Equal((stage, error), (result.Stage, result.Error));
        Assert.Contains(reason, result.Message, StringComparison.Ordinal);
        Assert.Empty(_fixture.Manager.List());
        return result;
    }
}
