using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests;

/// <summary>Calls that wait, are cancelled or are running at the end are answered all the same.</summary>
public sealed class WasmRuntimeQueueTests
{
    [Fact]
    public async Task Full_queue_refuses_and_every_caller_is_answered()
    {
        WasmRuntimeOptions options = PatientRuntime.Options with
        {
            ThreadPoolSize = 1,
            QueueCapacity = 5,
            MaxQueueTimeMs = 60_000,
            MaxExecutionTimeMs = 60_000,
        };
        using CancellationTokenSource source = new();
        using WasmRuntime runtime = new(options);
        await PatientRuntime.PrepareAsync(runtime);
        Task<ExecutionResult> busy = runtime
            .ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
            .AsTask();
        await runtime.RunAsync(calls: 1);

        Task<ExecutionResult>[] calls =
        [
            .. Enumerable.Range(0, 20).Select(_ => runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request).AsTask()),
        ];
        await source.CancelAsync();
        ExecutionResult[] results = await Task.WhenAll(calls).EndsAsync();
        Assert.Equal(5, results.Count(result => result.Succeeded));
        Assert.Equal(15, results.Count(result => result.Failure?.Cause == FailureCause.QueueFull));
        Assert.Equal(FailureCause.Cancelled, (await busy.EndsAsync()).Failure?.Cause);
    }

    [Fact]
    public async Task Waiting_too_long_is_a_queue_timeout_even_while_all_workers_are_busy()
    {
        using WasmRuntime runtime = new(
            PatientRuntime.Options with
            {
                ThreadPoolSize = 1,
                MaxQueueTimeMs = 1_000,
                MaxExecutionTimeMs = 60_000,
            }
        );
        using CancellationTokenSource source = new();
        await PatientRuntime.PrepareAsync(runtime);
        Task<ExecutionResult> busy = runtime
            .ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
            .AsTask();
        await runtime.RunAsync(calls: 1);

        ExecutionFailure failure = (await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Failure!;
        Assert.Equal(FailureCause.QueueTimeout, failure.Cause);
        Assert.False(busy.IsCompleted);
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await busy.EndsAsync()).Failure?.Cause);
    }

    [Fact]
    public async Task Cancelling_a_running_call_frees_its_worker()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options with { ThreadPoolSize = 1, MaxExecutionTimeMs = 60_000 });
        await PatientRuntime.PrepareAsync(runtime);
        using CancellationTokenSource source = new();
        Task<ExecutionResult> running = runtime
            .ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
            .AsTask();
        await runtime.RunAsync(calls: 1);

        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await running.EndsAsync()).Failure?.Cause);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public async Task Cancelling_a_waiting_call_answers_at_once_and_frees_its_place()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options with { ThreadPoolSize = 1, QueueCapacity = 1, MaxExecutionTimeMs = 60_000 });
        using CancellationTokenSource end = new();
        await PatientRuntime.PrepareAsync(runtime);
        Task<ExecutionResult> busy = runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, end.Token).AsTask();
        await runtime.RunAsync(calls: 1);

        using CancellationTokenSource source = new();
        Task<ExecutionResult> waiting = runtime
            .ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request, source.Token)
            .AsTask();
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await waiting.EndsAsync()).Failure?.Cause);
        Assert.False(busy.IsCompleted);
        Assert.Equal(0, runtime.QueueLength);
        await end.CancelAsync();
        _ = await busy.EndsAsync();
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public async Task Shutdown_loses_no_reply()
    {
        WasmRuntime runtime = new(PatientRuntime.Options with { ThreadPoolSize = 2, OversubscribeWorkers = true, QueueCapacity = 10_000 });
        await PatientRuntime.PrepareAsync(runtime);
        Task<ExecutionResult>[] calls =
        [
            .. Enumerable
                .Range(0, 2000)
                .Select(_ => runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request).AsTask()),
        ];
        runtime.Dispose();
        ExecutionResult[] results = await Task.WhenAll(calls).EndsAsync();
        Assert.All(results, result => Assert.True(result.Succeeded));
        ExecutionResult late = await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request);
        Assert.Equal(FailureCause.ShuttingDown, late.Failure?.Cause);
    }
}
