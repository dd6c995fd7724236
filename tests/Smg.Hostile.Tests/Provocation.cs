using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Hostile.Tests;

/// <summary>Calls that must fail, while and after other calls succeed.</summary>
internal static class Provocation
{
    /// <summary>What a guest does for ever.</summary>
    public const string Loop = "(loop $again (br $again)) unreachable";

    /// <summary>A small runtime with time enough for what is not to time out.</summary>
    public static WasmRuntimeOptions Options { get; } =
        new()
        {
            PoolSize = 16,
            ThreadPoolSize = 1,
            MaxExecutionTimeMs = 60_000,
            MaxQueueTimeMs = 60_000,
        };

    /// <summary>Calls a guest until it fails of time, and checks when.</summary>
    public static async Task TimesOut(WatGuest guest, FailureStage stage, WasmRuntimeOptions? options = null)
    {
        // The guest begins to run within it on a machine that is busy elsewhere.
        const int LimitMs = 250;
        (ExecutionFailure failure, TimeSpan elapsed) = await Time(
            guest.ToModule("times out").WithSettings(new ModuleSettings { MaxExecutionTimeMs = LimitMs }),
            options ?? Options
        );
        Assert.True(
            (stage, FailureCause.Timeout, LimitMs) == (failure.Stage, failure.Cause, failure.TimeoutMs),
            $"{failure}\n{failure.NativeMessage}"
        );
        Assert.InRange(elapsed, TimeSpan.FromMilliseconds(LimitMs), Eventually.Limit);
    }

    /// <summary>Calls a guest that must fail in one way.</summary>
    public static Task Fails(WatGuest guest, FailureStage stage, FailureCause cause, WasmRuntimeOptions? options = null) =>
        Fails(guest.ToModule("fails"), stage, cause, options);

    /// <summary>
    /// Calls a module that must fail in one way: with its bridge in its own memory, and, as where instances are used again, with one that
    /// has its own memory.
    /// </summary>
    public static async Task Fails(WasmModule module, FailureStage stage, FailureCause cause, WasmRuntimeOptions? options = null)
    {
        foreach (int uses in new[] { 1, 2 })
        {
            ExecutionFailure failure = await Fail(module, (options ?? Options) with { InstanceUses = uses });
            Assert.True((stage, cause) == (failure.Stage, failure.Cause), $"{uses} uses: {failure}\n{failure.NativeMessage}");
        }
    }

    /// <summary>Calls a guest that must fail.</summary>
    public static Task<ExecutionFailure> Fail(WatGuest guest, WasmRuntimeOptions? options = null) => Fail(guest.ToModule("fails"), options);

    /// <summary>Calls a module that must fail.</summary>
    public static async Task<ExecutionFailure> Fail(WasmModule module, WasmRuntimeOptions? options = null) =>
        (await Time(module, options ?? Options)).Failure;

    /// <summary>One call of a guest in a runtime that is there already.</summary>
    public static async Task<ExecutionResult> Run(WasmRuntime runtime, WatGuest guest) =>
        await runtime.ExecuteAsync(guest.ToModule("guest"), AttachPoint.OnRequest, Guests.Request);

    private static async Task<(ExecutionFailure Failure, TimeSpan Elapsed)> Time(WasmModule module, WasmRuntimeOptions options)
    {
        using WasmRuntime runtime = new(options);
        await runtime.PrepareAsync(module);
        await Succeed(runtime);

        long start = Stopwatch.GetTimestamp();
        Task<ExecutionResult> hostile = Task.Run(async () => await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request));
        await Succeed(runtime);
        ExecutionFailure? failure = (await hostile.EndsAsync()).Failure;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);

        await Succeed(runtime);
        Assert.NotNull(failure);
        Assert.Equal(module.Name, failure.Module);
        Assert.NotEmpty(failure.Message);
        return (failure, elapsed);
    }

    private static async Task Succeed(WasmRuntime runtime)
    {
        ExecutionResult result = await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request);
        Assert.True(result.Succeeded, result.Failure?.ToString());
    }
}
