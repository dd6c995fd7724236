using System.Diagnostics;
using System.Globalization;
using System.Text;
using Smg.Wasm.Compilation.Guard;
using Smg.Wasm.Compiler;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Options;

/// <summary>What a component can do to the compiler, it does to its own process.</summary>
[Trait("Category", "Hostile")]
public sealed class CompileGuardTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 60_000,
        MaxQueueTimeMs = 60_000,
    };

    /// <summary>Small to send, dear to compile: each of the nested loops carries each of the locals.</summary>
    private static readonly WasmModule Bomb = MakeBomb(loops: 1000, locals: 1000);

    [Fact]
    public async Task A_compile_that_takes_too_long_is_ended_and_requests_are_served_meanwhile()
    {
        using WasmRuntime runtime = new(Options with { MaxCompileTimeMs = 1000, MaxCompileMemoryMb = 8192 });
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        Stopwatch watch = Stopwatch.StartNew();
        Task<ExecutionResult>[] bombs =
        [
            .. Enumerable.Range(0, 8).Select(_ => runtime.ExecuteAsync(Bomb, AttachPoint.OnRequest, Guests.Request).AsTask()),
        ];
        int served = 0;
        while (!bombs[0].IsCompleted)
        {
            Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
            served++;
        }

        Assert.InRange(watch.ElapsedMilliseconds, 900, Eventually.Limit.TotalMilliseconds);
        Assert.True(served > 10, $"{served} calls were served while the bomb was being compiled");
        foreach (Task<ExecutionResult> bomb in bombs)
        {
            ExecutionFailure failure = (await bomb).Failure!;
            Assert.Equal((FailureStage.Compile, FailureCause.CompileTimeout), (failure.Stage, failure.Cause));
        }
    }

    [Fact]
    public async Task A_compile_that_takes_too_much_memory_is_ended()
    {
        using WasmRuntime runtime = new(Options with { MaxCompileMemoryMb = 100 });
        ExecutionFailure failure = (await runtime.ExecuteAsync(Bomb, AttachPoint.OnRequest, Guests.Request)).Failure!;
        Assert.True(
            (FailureStage.Compile, FailureCause.CompileTooLarge) == (failure.Stage, failure.Cause),
            $"{failure}\n{failure.NativeMessage}"
        );
        Assert.True((await runtime.ExecuteAsync(Guests.Rejects, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public async Task A_compile_that_failed_is_not_tried_again_at_each_call()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule broken = WasmModule.FromBytes("broken", Guests.Continues.Bytes[..^20]);
        ExecutionFailure first = (await runtime.ExecuteAsync(broken, AttachPoint.OnRequest, Guests.Request)).Failure!;
        long compiles = runtime.CompileCount;
        ExecutionFailure second = (
            await runtime.ExecuteAsync(WasmModule.FromBytes("again", broken.Bytes), AttachPoint.OnRequest, Guests.Request)
        ).Failure!;
        Assert.Equal(FailureCause.CompileFailed, first.Cause);
        Assert.Equal(first with { Module = "again" }, second);
        Assert.Equal(compiles, runtime.CompileCount);
    }

    [Fact]
    public async Task A_caller_that_waits_for_a_compile_can_cancel_and_shutdown_answers_it()
    {
        // The compiler works on alone until its limit.
        using WasmRuntime runtime = new(Options with { MaxCompileTimeMs = 5000, MaxCompileMemoryMb = 8192 });
        using CancellationTokenSource source = new();
        Task<ExecutionResult> cancelled = runtime.ExecuteAsync(Bomb, AttachPoint.OnRequest, Guests.Request, source.Token).AsTask();
        Task<ExecutionResult> left = runtime.ExecuteAsync(Bomb, AttachPoint.OnRequest, Guests.Request).AsTask();
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await cancelled.EndsAsync()).Failure?.Cause);
        Assert.False(left.IsCompleted);
        runtime.Dispose();
        Assert.Equal(FailureCause.ShuttingDown, (await left.EndsAsync()).Failure?.Cause);
    }

    [Fact]
    public void A_compiler_that_crashes_is_told_apart_and_the_next_compile_gets_another()
    {
        // Settings that Wasmtime refuses end the process that makes an engine of them.
        CompileRequest deadly = new(new EngineSettings { MaxWasmStackBytes = 0 }, 512, Guests.Continues.Bytes.ToArray());
        CompileOutcome crash = CompilerProcesses.Compile(deadly, Eventually.Limit);
        Assert.Equal(CompileEnd.Died, crash.End);
        Assert.Contains("ended with code", crash.Message, StringComparison.Ordinal);
        CompileOutcome next = CompilerProcesses.Compile(
            deadly with
            {
                Settings = new EngineSettings { MaxWasmStackBytes = 1 << 20 },
            },
            Eventually.Limit
        );
        Assert.Equal(CompileEnd.Compiled, next.End);
    }

    private static WasmModule MakeBomb(int loops, int locals)
    {
        StringBuilder body = new();
        for (int i = 0; i < loops; i++)
        {
            body.Append(CultureInfo.InvariantCulture, $"(loop $l{i} ");
        }

        for (int i = 0; i < locals; i++)
        {
            body.Append(CultureInfo.InvariantCulture, $"(local.set {i} (i32.add (local.get {(i + 1) % locals}) (i32.const 1)))");
        }

        for (int i = loops - 1; i >= 0; i--)
        {
            body.Append(CultureInfo.InvariantCulture, $"(br_if $l{i} (local.get {i % locals})))");
        }

        string declarations = string.Concat(Enumerable.Repeat("(local i32)", locals));
        return new WatGuest { Core = $"(func $bomb {declarations} {body})", OnRequest = "(call $bomb) (i32.const 16)" }.ToModule("bomb");
    }
}
