using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Options;

public sealed class DispatchTests
{
    private static readonly WasmRuntimeOptions Inline = new()
    {
        PoolSize = 16,
        Dispatch = Dispatch.Inline,
        InlineConcurrency = 1,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 60_000,
    };

    [Fact]
    public async Task An_inline_call_has_ended_when_the_method_returns()
    {
        using WasmRuntime runtime = new(Inline, null, Eventually.Limit);
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
        ValueTask<ExecutionResult> call = runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request);
        Assert.True(call.IsCompleted);
        Assert.True((await call).Succeeded);
    }

    [Fact]
    public async Task A_call_that_finds_no_place_runs_on_a_worker()
    {
        using WasmRuntime runtime = new(Inline);
        Assert.Null(await runtime.PrepareAsync(Guests.LoopsForever));
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        using CancellationTokenSource source = new();
        Task<ExecutionResult> looping = Task.Run(async () =>
            await runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
        );
        await runtime.RunAsync(calls: 1);

        // A worker may have answered before the caller looks: an inline call always has.
        int onWorkers = 0;
        await Eventually.UntilAsync(() =>
        {
            ValueTask<ExecutionResult> call = runtime.ExecuteAsync(Guests.Rejects, AttachPoint.OnRequest, Guests.Request);
            onWorkers += call.IsCompleted ? 0 : 1;
            Assert.Equal(new RejectAction(418), call.AsTask().GetAwaiter().GetResult().Action);
            return onWorkers > 10;
        });
        Assert.False(looping.IsCompleted);
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await looping.EndsAsync()).Failure?.Cause);
    }

    [Fact]
    public async Task A_thread_with_a_small_stack_hands_its_call_over()
    {
        using WasmRuntime runtime = new(Inline with { MaxStackSize = 4 << 20 });
        Assert.Null(await runtime.PrepareAsync(Guests.RecursesForever));

        // A worker may have answered before the caller looks: an inline call always has.
        await Eventually.UntilAsync(() =>
        {
            Task<ExecutionResult>? call = null;
            bool hasEnded = false;
            Thread small = new(
                () =>
                {
                    ValueTask<ExecutionResult> started = runtime.ExecuteAsync(
                        Guests.RecursesForever,
                        AttachPoint.OnRequest,
                        Guests.Request
                    );
                    hasEnded = started.IsCompleted;
                    call = started.AsTask();
                },
                maxStackSize: 1 << 20
            );
            small.Start();
            small.Join();
            Assert.Equal(FailureCause.StackExhausted, call!.GetAwaiter().GetResult().Failure?.Cause);
            return !hasEnded;
        });
    }

    [Fact]
    public async Task An_inline_call_is_cancelled_by_its_token()
    {
        using WasmRuntime runtime = new(Inline);
        using CancellationTokenSource source = new();
        Task<ExecutionResult> looping = Task.Run(async () =>
            await runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
        );
        await runtime.RunAsync(calls: 1);
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await looping.EndsAsync()).Failure?.Cause);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public async Task Disposing_waits_for_calls_that_run_inline()
    {
        WasmRuntime runtime = new(Inline);
        Assert.Null(await runtime.PrepareAsync(Guests.LoopsForever));
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
        using CancellationTokenSource source = new();
        Task<ExecutionResult> looping = Task.Run(async () =>
            await runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
        );
        await runtime.RunAsync(calls: 1);
        Task disposing = Task.Run(runtime.Dispose);
        ExecutionResult late;
        do
        {
            late = await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request).AsTask().EndsAsync();
        } while (late.Succeeded);

        Assert.Equal(FailureCause.ShuttingDown, late.Failure?.Cause);
        Assert.Equal((false, false), (looping.IsCompleted, disposing.IsCompleted));
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await looping.EndsAsync()).Failure?.Cause);
        await disposing.EndsAsync();
    }

    [Fact]
    public async Task An_instance_that_is_used_again_keeps_its_state_and_no_longer()
    {
        const int Limit = 60;
        WasmModule rateLimit = BuiltGuests.Load("rate-limit");
        using WasmRuntime fresh = new(Inline);

        // No call counts as a long one, which would go to a worker and so to another instance.
        using WasmRuntime reused = new(Inline with { InstanceUses = Limit + 5 }, null, Eventually.Limit);
        for (int i = 0; i < Limit; i++)
        {
            Assert.Same(MiddlewareAction.Continue, (await fresh.ExecuteAsync(rateLimit, AttachPoint.OnRequest, Guests.Request)).Action);
            Assert.Same(MiddlewareAction.Continue, (await reused.ExecuteAsync(rateLimit, AttachPoint.OnRequest, Guests.Request)).Action);
        }

        Assert.Same(MiddlewareAction.Continue, (await fresh.ExecuteAsync(rateLimit, AttachPoint.OnRequest, Guests.Request)).Action);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(new RejectAction(429), (await reused.ExecuteAsync(rateLimit, AttachPoint.OnRequest, Guests.Request)).Action);
        }

        // The instance has served its number of calls: a new one counts from nothing.
        Assert.Same(MiddlewareAction.Continue, (await reused.ExecuteAsync(rateLimit, AttachPoint.OnRequest, Guests.Request)).Action);
    }

    [Fact]
    public async Task An_instance_is_never_used_again_after_a_trap()
    {
        // Counts its calls in memory; traps at the second.
        WasmModule trapsAtSecond = new WatGuest
        {
            OnRequest = """
                (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
                (if (i32.eq (i32.load (i32.const 8)) (i32.const 2)) (then unreachable))
                (i32.const 16)
                """,
        }.ToModule("traps at second");
        // A call that counted as long would send the next to a worker, and so to another instance.
        using WasmRuntime runtime = new(Inline with { InstanceUses = 100 }, null, Eventually.Limit);
        for (int round = 0; round < 3; round++)
        {
            Assert.True((await runtime.ExecuteAsync(trapsAtSecond, AttachPoint.OnRequest, Guests.Request)).Succeeded);
            Assert.Equal(
                FailureCause.Trap,
                (await runtime.ExecuteAsync(trapsAtSecond, AttachPoint.OnRequest, Guests.Request)).Failure?.Cause
            );
        }
    }
}
