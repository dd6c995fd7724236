using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Smg.Wasm;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Registration;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Configuration;

/// <summary>A module of the configuration can say what one of the admin API can.</summary>
public sealed class ModuleSettingsTests
{
    /// <summary>What the admin API calls otherwise, or has for itself.</summary>
    private static readonly string[] OfTheAdminApi = ["file_path", "module_type"];

    /// <summary>A value of each setting other than the default.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        ["Name"] = "other",
        ["Path"] = "/other.wasm",
        ["Sha256"] = new('a', 64),
        ["AttachPoints"] = "OnResponse",
        ["FailurePolicy"] = "Open",
        ["Order"] = "7",
        ["OnStream"] = "Buffer",
        ["NeedsBody"] = "false",
        ["DryRun"] = "false",
        ["MaxExecutionTimeMs"] = "5",
        ["MaxMemoryPages"] = "6",
        ["PregrowMemory"] = "false",
        ["Environment:A"] = "b",
        ["Match:Paths"] = "/x",
        ["Match:Methods"] = "POST",
        ["Match:Hosts"] = "h",
        ["Match:Headers:x-a"] = "b",
    };

    public static TheoryData<string> Keys => [.. Others.Keys];

    [Fact]
    public void The_configuration_and_the_admin_API_have_the_same_settings()
    {
        string[] admin = FormReader.Fields.Replace(" and ", ", ", StringComparison.Ordinal).Split(", ");
        Assert.Equal(
            admin.Except(OfTheAdminApi).Order(),
            ModuleSettingsTable
                .All.Select(setting => JsonNamingPolicy.SnakeCaseLower.ConvertName(setting.Key.Split(':')[0]))
                .Distinct()
                .Except(["path"])
                .Order()
        );
        Assert.All(
            ModuleSettingsTable.All,
            setting =>
                Assert.Contains(Others.Keys, key => key == setting.Key || key.StartsWith($"{setting.Key}:", StringComparison.Ordinal))
        );
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_change_of_any_setting_is_a_change_of_the_module(string key)
    {
        WasmModuleOptions before = Read(("Path", "/a.wasm"));
        WasmModuleOptions after = key == "Path" ? Read((key, Others[key])) : Read(("Path", "/a.wasm"), (key, Others[key]));
        Assert.NotEqual(ConfiguredModule.Describe(before, default), ConfiguredModule.Describe(after, default));
    }

    [Fact]
    public void A_module_is_registered_in_the_same_way_from_both()
    {
        WasmModuleOptions configured = Read([.. Others.Select(pair => (pair.Key, pair.Value))]);
        using JsonDocument json = JsonDocument.Parse(
            $$$"""
            {"name":"other","file_path":"/other.wasm","sha256":"{{{new string(
                'a',
                64
            )}}}","module_type":"Middleware","attach_points":[{"Middleware":"OnResponse"}],
            "failure_policy":"Open","order":7,"on_stream":"buffer","needs_body":false,"dry_run":false,
            "max_execution_time_ms":5,"max_memory_pages":6,
            "pregrow_memory":false,"environment":{"A":"b"},
            "match":{"paths":["/x"],"methods":["POST"],"hosts":["h"],"headers":{"x-a":["b"]} } }
            """
        );
        ModuleRegistration one = configured.ToRegistration();
        ModuleRegistration other = FormReader.ReadModule(json.RootElement, FormRules.Strict).ToRegistration(FormRules.Strict);
        Assert.Equal(JsonSerializer.Serialize(other), JsonSerializer.Serialize(one));
        Assert.Equal(other.Digest, one.Digest);
        Assert.False(one.Settings.PregrowMemory);
        Assert.Equal(new string('a', 64), one.Digest.ToString());
    }

    [Theory]
    [InlineData("AttachPoints", "StorageBefore", "nothing would call the module")]
    [InlineData("Sha256", "abc", "64 hexadecimal digits")]
    [InlineData("Match", "/v1/*", "must have Paths, Methods, Hosts, Headers")]
    [InlineData("Environment", "A=b", "must have keys with their values")]
    [InlineData("Pfad", "x", "is unknown; known are Name, Path")]
    [InlineData("Order", "1.5", "must be a whole number")]
    public void What_cannot_be_meant_is_refused_with_its_key(string key, string value, string expected)
    {
        SmgWasmOptions options = new();
        SmgWasmBinder.Bind(Section(("Path", "/a.wasm"), (key, value)), options);
        Assert.Contains(
            SmgWasmValidator.FindAll(options),
            fault =>
                fault.Key.StartsWith($"SmgWasm:Modules:a:{key}", StringComparison.Ordinal)
                && fault.What.Contains(expected, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_file_with_another_digest_is_refused_before_it_is_compiled()
    {
        using WasmRuntime runtime = new(new WasmRuntimeOptions { PoolSize = 16, CompileGuard = CompileGuard.None });
        ModuleManager modules = new(runtime);
        ModuleRegistration registration = new("a", [AttachPoint.OnRequest]) { Digest = Guests.Continues.Digest };
        RegistrationResult refused = await modules.RegisterBytesAsync(registration, Guests.Rejects.Bytes.ToArray());
        Assert.Equal(RegistrationError.DigestDiffers, refused.Error);
        Assert.Contains(Guests.Rejects.Digest.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.True((await modules.RegisterBytesAsync(registration, Guests.Continues.Bytes.ToArray())).Succeeded);
    }

    private static WasmModuleOptions Read(params (string Key, string Value)[] settings)
    {
        SmgWasmOptions options = new();
        SmgWasmBinder.Bind(Section(settings), options);
        Assert.Empty(options.Faults);
        return options.Modules.Single();
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"SmgWasm:Modules:a:{one.Key}", (string?)one.Value)))
            .Build()
            .GetSection("SmgWasm");
}
