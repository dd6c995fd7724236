using System.Collections.Immutable;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Registration;

/// <summary>What a registration finds out about the component itself. The runtime goes on after each.</summary>
[Trait("Category", "Hostile")]
public sealed class ComponentChecksTests
{
    private const string Environment =
        """(import "wasi:cli/environment@0.2.0" (instance (export "get-environment" (func (result (list (tuple string string)))))))""";

    private static readonly WasmRuntimeOptions Pooling = ManagerFixture.Options with
    {
        MaxMemoryPages = 40,
        MaxTableElements = 100,
        ConcurrencySupport = true,
    };

    public static TheoryData<string, byte[]> NoComponents =>
        new()
        {
            { "the file is empty", [] },
            { "does not begin", [1, 2, 3] },
            { "WebAssembly text", "(component)"u8.ToArray() },
            { "core module", WatGuest.Parse("(module)") },
            { "component", Guests.Continues.Bytes[..6].ToArray() },
        };

    [Theory]
    [MemberData(nameof(NoComponents))]
    public async Task What_is_no_component_is_refused_with_a_hint(string reason, byte[] bytes)
    {
        RegistrationResult result = await Refused(bytes, RegistrationStage.Preamble, RegistrationError.NotAComponent);
        Assert.Contains(reason, result.Message, StringComparison.Ordinal);
        Assert.Contains("The file must be a WebAssembly component", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Truncated_and_random_components_do_not_compile_and_are_told_how_to_make_one()
    {
        byte[] truncated = Guests.EchoesBody.Bytes[..^40].ToArray();
        byte[] random = [.. Guests.Continues.Bytes[..8], .. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7919 % 251))];
        foreach (byte[] bytes in (byte[][])[truncated, random])
        {
            RegistrationResult result = await Refused(bytes, RegistrationStage.Compile, RegistrationError.CompileFailed);
            Assert.Contains("component", result.Message, StringComparison.Ordinal);
            Assert.NotNull(result.Failure?.NativeMessage);
        }
    }

    [Theory]
    [InlineData("(stream u8)")]
    [InlineData("(future u8)")]
    [InlineData("error-context")]
    public async Task A_function_that_returns_what_needs_async_does_not_compile(string type) =>
        await Refused(new TypedGuest { Result = type }.ToBytes(), RegistrationStage.Compile, RegistrationError.CompileFailed);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_above_a_limit_from_the_start_is_refused(bool pooling)
    {
        RegistrationStage stage = pooling ? RegistrationStage.Compile : RegistrationStage.Imports;
        WasmRuntimeOptions options = Pooling with { Pooling = pooling };
        await Refused(
            new WatGuest { Memory = """(memory (export "memory") 41)""" }.ToBytes(),
            stage,
            RegistrationError.MemoryLimit,
            options
        );
        await Refused(new WatGuest { Core = Repeat("(memory 1)", 49) }.ToBytes(), stage, RegistrationError.MemoryLimit, options);
        await Refused(new WatGuest { Core = "(table 10000000 funcref)" }.ToBytes(), stage, RegistrationError.TableLimit, options);
        await Refused(
            new WatGuest { Component = "(core module $empty)" + Repeat("(core instance (instantiate $empty))", 100) }.ToBytes(),
            stage,
            RegistrationError.InstanceLimit,
            options
        );
    }

    [Fact]
    public async Task A_module_that_does_not_fit_its_own_limit_is_refused()
    {
        byte[] bytes = new WatGuest { Memory = """(memory (export "memory") 3)""" }.ToBytes();
        ModuleRegistration registration = ManagerFixture.At("a") with { DryRun = false };
        using ManagerFixture fixture = new();
        RegistrationResult result = await fixture.Register(
            registration with
            {
                Settings = new ModuleSettings { MaxMemoryPages = 2 },
            },
            bytes
        );
        Assert.Equal((RegistrationStage.Imports, RegistrationError.MemoryLimit), (result.Stage, result.Error));
        Assert.True((await fixture.Register(registration with { Settings = new ModuleSettings { MaxMemoryPages = 3 } }, bytes)).Succeeded);
    }

    [Theory]
    [InlineData(true, CallPath.Bridge)]
    [InlineData(false, CallPath.Bridge)]
    [InlineData(false, CallPath.Dynamic)]
    public async Task An_import_that_the_host_does_not_offer_is_named(bool dryRun, CallPath path)
    {
        byte[] bytes = new WatGuest { Component = """(import "wasi:http/types@0.2.0" (instance (export "f" (func))))""" }.ToBytes();
        RegistrationResult result = await Refused(
            bytes,
            RegistrationStage.Imports,
            RegistrationError.ImportMissing,
            Pooling with
            {
                CallPath = path,
            },
            ManagerFixture.At("a") with
            {
                DryRun = dryRun,
            }
        );
        Assert.Contains("wasi:http/types@0.2.0", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_import_is_told_also_of_a_guest_that_loops_in_its_start_function()
    {
        const string Loop = "(func $s (loop $again (br $again))) (start $s)";
        await Refused(
            new WatGuest { Core = Loop, Component = """(import "no:such/thing" (instance (export "f" (func))))""" }.ToBytes(),
            RegistrationStage.Imports,
            RegistrationError.ImportMissing
        );
        await Refused(new WatGuest { Core = Loop }.ToBytes(), RegistrationStage.DryRun, RegistrationError.DryRunFailed);
    }

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task An_attach_point_that_is_not_exported_is_refused(CallPath path)
    {
        RegistrationResult result = await Refused(
            Guests.Continues.Bytes.ToArray(),
            RegistrationStage.Exports,
            RegistrationError.AttachPointNotExported,
            Pooling with
            {
                CallPath = path,
            },
            ManagerFixture.At("a", AttachPoint.OnRequest, AttachPoint.OnResponse) with
            {
                DryRun = false,
            }
        );
        Assert.Contains("OnResponse", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_for_a_guest_that_cannot_read_it_is_refused()
    {
        ModuleSettings settings = new() { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("KEY", "value") };
        ModuleRegistration registration = ManagerFixture.At("a") with { Settings = settings };
        RegistrationResult result = await Refused(
            Guests.Continues.Bytes.ToArray(),
            RegistrationStage.Configuration,
            RegistrationError.ConfigurationNotReadable,
            registration: registration
        );
        Assert.Contains("wasi:cli/environment", result.Message, StringComparison.Ordinal);

        using ManagerFixture fixture = new();
        result = await fixture.Register(registration, new WatGuest { Component = Environment }.ToBytes());
        Assert.True(result.Succeeded, result.Message);
        Assert.Equal("value", result.Module.Module.Settings.Environment["KEY"]);
    }

    [Theory]
    [InlineData("unreachable", "", FailureCause.Trap)]
    [InlineData("(loop $again (br $again)) unreachable", "", FailureCause.Timeout)]
    [InlineData("(i32.store8 (i32.const 16) (i32.const 9)) (i32.const 16)", "", FailureCause.InvalidResult)]
    [InlineData("(i32.const 16)", "(func $s unreachable) (start $s)", FailureCause.InstanceCreateFailed)]
    public async Task A_guest_that_fails_the_dry_run_is_refused_unless_there_is_none(string onRequest, string core, FailureCause cause)
    {
        byte[] bytes = new WatGuest { OnRequest = onRequest, Core = core }.ToBytes();
        RegistrationResult result = await Refused(bytes, RegistrationStage.DryRun, RegistrationError.DryRunFailed);
        Assert.Equal(cause, result.Failure?.Cause);
        Assert.Contains("OnRequest", result.Message, StringComparison.Ordinal);

        using ManagerFixture fixture = new();
        Assert.True((await fixture.Register(ManagerFixture.At("a") with { DryRun = false }, bytes)).Succeeded);
    }

    [Fact]
    public async Task A_guest_that_exits_is_refused()
    {
        const string Imports = """
            (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
            (core func $exit (canon lower (func $exit "exit")))
            (core instance $i (instantiate $m (with "h" (instance (export "exit" (func $exit))))))
            """;
        WatGuest guest = new()
        {
            Memory = """(import "h" "exit" (func $exit (param i32))) (memory (export "memory") 1)""",
            OnRequest = "(call $exit (i32.const 1)) (i32.const 16)",
        };
        RegistrationResult result = await Refused(
            WatGuest.Parse(guest.ToText().Replace("(core instance $i (instantiate $m))", Imports, StringComparison.Ordinal)),
            RegistrationStage.DryRun,
            RegistrationError.DryRunFailed
        );
        Assert.Equal((FailureCause.GuestExit, 1), (result.Failure?.Cause, result.Failure?.ExitStatus));
    }

    [Fact]
    public async Task The_dry_run_calls_every_attach_point_several_times_and_takes_any_action()
    {
        using ManagerFixture fixture = new();
        RegistrationResult result = await fixture.Register(
            ManagerFixture.At("a", AttachPoint.OnRequest, AttachPoint.OnResponse),
            Guests.EchoesBody.Bytes.ToArray()
        );
        Assert.True(result.Succeeded, result.Message);
        Assert.Equal(6, fixture.Runtime.GetMetrics().TotalExecutions);
        Assert.True((await fixture.Register("b", Guests.Rejects)).Succeeded);

        byte[] halfBad = new WatGuest { OnResponse = "unreachable" }.ToBytes();
        result = await Refused(
            halfBad,
            RegistrationStage.DryRun,
            RegistrationError.DryRunFailed,
            registration: ManagerFixture.At("c", AttachPoint.OnRequest, AttachPoint.OnResponse)
        );
        Assert.Contains("OnResponse", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runtime_that_is_too_busy_for_the_dry_run_says_so()
    {
        using ManagerFixture fixture = new(
            ManagerFixture.Options with
            {
                Dispatch = Dispatch.Workers,
                MaxQueueTimeMs = 100,
                MaxExecutionTimeMs = 60_000,
            }
        );
        using CancellationTokenSource source = new();
        Assert.Null(await fixture.Runtime.PrepareAsync(Guests.LoopsForever));
        Assert.Null(await fixture.Runtime.PrepareAsync(Guests.Continues));
        Task<ExecutionResult> running = Call();
        await fixture.Runtime.RunAsync(calls: 1);
        RegistrationResult result = await fixture.Register("a", Guests.Continues);
        Assert.Equal(
            (RegistrationStage.DryRun, RegistrationError.RuntimeBusy, FailureCause.QueueTimeout),
            (result.Stage, result.Error, result.Failure?.Cause)
        );
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await running.EndsAsync()).Failure?.Cause);
        await Eventually.UntilAsync(async () => (await fixture.Register("a", Guests.Continues)).Succeeded);

        Task<ExecutionResult> Call() =>
            fixture.Runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token).AsTask();
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static async Task<RegistrationResult> Refused(
        byte[] bytes,
        RegistrationStage stage,
        RegistrationError error,
        WasmRuntimeOptions? options = null,
        ModuleRegistration? registration = null
    )
    {
        using ManagerFixture fixture = new(options ?? Pooling);
        RegistrationResult result = await fixture.Register(registration ?? ManagerFixture.At("a"), bytes);
        Assert.True((stage, error) == (result.Stage, result.Error), $"{result.Error}: {result.Message}");
        Assert.Empty(fixture.Manager.List());
        Assert.True((await fixture.Register("good", Guests.RejectsWith(451))).Succeeded);
        return result;
    }

    /// <summary>Ticks a second apart: the runtime is disposed before the first that would stop the guest.</summary>
    [Fact]
    public async Task A_start_function_that_never_ends_is_stopped_when_the_runtime_is_disposed_meanwhile()
    {
        WasmModule endless = new WatGuest { Core = "(func $s (loop $again (br $again))) (start $s)" }.ToModule("endless");
        WasmRuntime runtime = new(ManagerFixture.Options with { EpochIntervalMs = 1000, MaxExecutionTimeMs = 60_000 });
        Assert.Null(await runtime.PrepareAsync(endless));
        Task<RegistrationResult> registering = new ModuleManager(runtime).RegisterBytesAsync(
            ManagerFixture.At("endless"),
            endless.Bytes.ToArray()
        );
        await Task.Delay(100);
        Assert.False(registering.IsCompleted);
        runtime.Dispose();
        RegistrationResult result = await registering.EndsAsync();
        Assert.Null(result.Module);
    }
}
