using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Options;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Callers that go away.</summary>
[Trait("Category", "Hostile")]
public sealed class CancelTests
{
    private static readonly WasmRuntimeOptions OneWorker = Options with
    {
        Dispatch = Dispatch.Workers,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 120_000,
    };

    [Fact]
    public async Task The_worker_of_a_caller_who_goes_away_is_free_again()
    {
        using WasmRuntime runtime = new(OneWorker);
        Assert.Null(await runtime.PrepareAsync(Guests.LoopsForever));
        for (int i = 0; i < 5; i++)
        {
            using CancellationTokenSource gone = new();
            ValueTask<ExecutionResult> running = runtime.ExecuteAsync(
                Guests.LoopsForever,
                AttachPoint.OnRequest,
                Guests.Request,
                gone.Token
            );
            await runtime.RunAsync(calls: 1);
            await gone.CancelAsync();
            Assert.Equal(FailureCause.Cancelled, (await running.AsTask().EndsAsync()).Failure?.Cause);
            Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        }
    }

    [Fact]
    public async Task The_place_of_a_queued_caller_who_goes_away_is_free_at_once()
    {
        using WasmRuntime runtime = new(OneWorker with { QueueCapacity = 1 });
        Assert.Null(await runtime.PrepareAsync(Guests.LoopsForever));
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
        using CancellationTokenSource end = new();
        ValueTask<ExecutionResult> running = runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, end.Token);
        await runtime.RunAsync(calls: 1);
        for (int i = 0; i < 20; i++)
        {
            using CancellationTokenSource gone = new();
            ValueTask<ExecutionResult> queued = runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request, gone.Token);
            Assert.Equal(1, runtime.QueueLength);
            await gone.CancelAsync();
            ExecutionFailure failure = Assert.IsType<ExecutionFailure>((await queued).Failure);
            Assert.Equal((FailureStage.Queue, FailureCause.Cancelled), (failure.Stage, failure.Cause));
            Assert.Equal(0, runtime.QueueLength);
        }

        Assert.False(running.IsCompleted);
        await end.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await running.AsTask().EndsAsync()).Failure?.Cause);
    }

    [Fact]
    public async Task An_inline_caller_who_goes_away_is_let_go()
    {
        using WasmRuntime runtime = new(Options with { MaxExecutionTimeMs = 120_000 });
        Assert.Null(await runtime.PrepareAsync(Guests.LoopsForever));
        using CancellationTokenSource gone = new();
        Task<ExecutionResult> running = Task.Run(async () =>
            await runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, gone.Token)
        );
        await runtime.RunAsync(calls: 1);
        await gone.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await running.EndsAsync()).Failure?.Cause);
    }
}
