using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Scheduling;

/// <summary>What one module's calls do to another's.</summary>
[Collection(LoadMachine.Name)]
[Trait("Category", "Hostile")]
public sealed class FairnessTests
{
    /// <summary>More than a busy machine makes the good module's short call wait.</summary>
    private static readonly TimeSpan LongCall = TimeSpan.FromSeconds(1);

    private static readonly WasmRuntimeOptions TwoWorkers = new()
    {
        PoolSize = 16,
        Dispatch = Dispatch.Workers,
        ThreadPoolSize = 2,
        OversubscribeWorkers = true,
        MaxExecutionTimeMs = 60_000,
        MaxQueueTimeMs = 60_000,
    };

    private static readonly WasmModule Good = Guests.Rejects;

    [Fact]
    public async Task A_looping_guest_at_full_rate_does_not_make_another_module_wait_for_it()
    {
        const int Calls = 100;
        WasmModule loops = Guests.LoopsForever.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 2000 });
        using WasmRuntime runtime = new(TwoWorkers, null, LongCall);
        await PrepareAsync(runtime, Good, loops);
        await BecomesQuickAsync(runtime);
        await using Flood flood = new(runtime, loops, callers: 6);
        await Eventually.UntilAsync(() => flood.Answered > 0);
        int before = flood.Answered;
        for (int i = 0; i < Calls; i++)
        {
            Assert.True((await CallAsync(runtime, Good)).Succeeded);
        }

        // A call that waits for a worker waits until a loop ends: half of the calls would see one of two loops end.
        Assert.InRange(flood.Answered - before, 0, Calls / 4);
    }

    [Fact]
    public async Task The_first_burst_of_a_looping_guest_leaves_a_worker_to_a_module_that_is_in_use()
    {
        using WasmRuntime runtime = new(TwoWorkers, null, LongCall);
        await PrepareAsync(runtime, Good, Guests.LoopsForever);
        await BecomesQuickAsync(runtime);
        using CancellationTokenSource source = new();
        Task<ExecutionResult>[] burst = [.. Enumerable.Range(0, 10).Select(_ => CallAsync(runtime, Guests.LoopsForever, source.Token))];
        for (int i = 0; i < 20; i++)
        {
            Assert.True((await CallAsync(runtime, Good).EndsAsync()).Succeeded);
        }

        Assert.All(burst, call => Assert.False(call.IsCompleted));
        await Eventually.UntilAsync(() => runtime.QueueLength == 9);
        await source.CancelAsync();
        Assert.All(await Task.WhenAll(burst).EndsAsync(), result => Assert.Equal(FailureCause.Cancelled, result.Failure?.Cause));
    }

    [Fact]
    public async Task Two_looping_guests_together_leave_a_worker_to_a_module_that_is_in_use()
    {
        using WasmRuntime runtime = new(TwoWorkers, null, LongCall);
        WasmModule second = Guests.LoopsForever.WithSettings(new ModuleSettings());
        await PrepareAsync(runtime, Good, Guests.LoopsForever);
        await BecomesQuickAsync(runtime);
        using CancellationTokenSource source = new();
        Task<ExecutionResult>[] loops = [CallAsync(runtime, Guests.LoopsForever, source.Token), CallAsync(runtime, second, source.Token)];
        Assert.True((await CallAsync(runtime, Good).EndsAsync()).Succeeded);
        Assert.All(loops, call => Assert.False(call.IsCompleted));
        await Eventually.UntilAsync(() => runtime.QueueLength == 1);
        await source.CancelAsync();
        _ = await Task.WhenAll(loops).EndsAsync();
    }

    [Fact]
    public async Task A_module_alone_has_all_workers_from_its_first_call()
    {
        using WasmRuntime runtime = new(TwoWorkers, null, TimeSpan.FromMilliseconds(50));
        await PrepareAsync(runtime, Guests.LoopsForever);
        using CancellationTokenSource source = new();
        Task<ExecutionResult>[] calls = [.. Enumerable.Range(0, 3).Select(_ => CallAsync(runtime, Guests.LoopsForever, source.Token))];
        await runtime.RunAsync(calls: 2);

        // Known to be slow after many ticks, and still alone.
        await Eventually.UntilAsync(() => !runtime.ModuleQueues.Find(Guests.LoopsForever).TryBeginTrial());
        Assert.Equal((2, 1), (runtime.GetPoolOccupancy().InUse, runtime.QueueLength));
        await source.CancelAsync();
        _ = await Task.WhenAll(calls).EndsAsync();
    }

    [Fact]
    public async Task One_call_overtakes_another_modules_backlog()
    {
        const int Backlog = 100;
        using WasmRuntime runtime = new(TwoWorkers with { ThreadPoolSize = 1 });
        await PrepareAsync(runtime, Guests.LoopsForever, Guests.Rejects);
        CancellationTokenSource[] sources = [.. Enumerable.Range(0, Backlog + 1).Select(_ => new CancellationTokenSource())];
        Task<ExecutionResult>[] loops = [.. sources.Select(source => CallAsync(runtime, Guests.LoopsForever, source.Token))];
        await runtime.RunAsync(calls: 1);
        Task<ExecutionResult> other = CallAsync(runtime, Guests.Rejects);
        Assert.Equal(Backlog + 1, runtime.QueueLength);

        // Two of the loops end, one after the other; all others come before the other module's call where the order is that of arrival.
        for (int i = 0; i < 2; i++)
        {
            await sources[i].CancelAsync();
            await Eventually.UntilAsync(() => runtime.QueueLength <= Backlog - i && runtime.GetPoolOccupancy().InUse == 1);
        }

        Assert.Equal(new RejectAction(418), (await other.EndsAsync()).Action);
        await Eventually.UntilAsync(() => loops.Count(call => call.IsCompleted) == 2);
        Array.ForEach(sources, source => source.Cancel());
        _ = await Task.WhenAll(loops).EndsAsync();
        Array.ForEach(sources, source => source.Dispose());
    }

    [Fact]
    public async Task A_slow_guest_does_not_run_on_its_callers_thread()
    {
        using WasmRuntime runtime = new(TwoWorkers with { Dispatch = Dispatch.Inline, InlineConcurrency = 2 }, null, LongCall);
        WasmModule loops = Guests.LoopsForever.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 2000 });
        await PrepareAsync(runtime, Good, loops);
        Assert.True((await CallAsync(runtime, Good)).Succeeded);
        Assert.Equal(FailureCause.Timeout, (await CallAsync(runtime, loops)).Failure?.Cause);

        using CancellationTokenSource source = new();
        Task<ExecutionResult> again = CallAsync(runtime, loops, source.Token);
        Assert.False(again.IsCompleted);

        // The good one still runs on its caller's.
        ValueTask<ExecutionResult> good = runtime.ExecuteAsync(Good, AttachPoint.OnRequest, Guests.Request);
        Assert.True(good.IsCompleted);
        Assert.True((await good).Succeeded);
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await again.EndsAsync()).Failure?.Cause);
    }

    [Fact]
    public async Task At_capacity_the_longest_backlog_gives_way_and_says_so()
    {
        using WasmRuntime runtime = new(TwoWorkers with { ThreadPoolSize = 1, QueueCapacity = 5 });
        await PrepareAsync(runtime, Guests.LoopsForever, Guests.Rejects);
        using CancellationTokenSource source = new();
        Task<ExecutionResult> busy = CallAsync(runtime, Guests.LoopsForever, source.Token);
        await runtime.RunAsync(calls: 1);

        Task<ExecutionResult>[] backlog = [.. Enumerable.Range(0, 5).Select(_ => CallAsync(runtime, Guests.LoopsForever, source.Token))];
        Task<ExecutionResult> other = CallAsync(runtime, Guests.Rejects);
        ExecutionFailure shed = (await backlog[0]).Failure!;
        Assert.Equal((FailureStage.Queue, FailureCause.QueueFull), (shed.Stage, shed.Cause));
        Assert.Contains("5 calls waited, 5 of them for module 'loops forever'", shed.Message, StringComparison.Ordinal);
        Assert.Equal(5, runtime.QueueLength);

        ExecutionFailure refused = (await CallAsync(runtime, Guests.LoopsForever)).Failure!;
        Assert.Equal(FailureCause.QueueFull, refused.Cause);
        Assert.Contains("5 calls already wait, 4 of them for module 'loops forever'", refused.Message, StringComparison.Ordinal);
        await source.CancelAsync();
        Assert.Equal(new RejectAction(418), (await other).Action);
        _ = await Task.WhenAll([busy, .. backlog]).EndsAsync();
    }

    private static Task<ExecutionResult> CallAsync(WasmRuntime runtime, WasmModule module, CancellationToken token = default) =>
        runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request, token).AsTask();

    private static async Task PrepareAsync(WasmRuntime runtime, params WasmModule[] modules)
    {
        foreach (WasmModule module in modules)
        {
            Assert.Null(await runtime.PrepareAsync(module));
        }
    }

    /// <summary>Calls the good module until the runtime knows that its calls are quick and that it is in use.</summary>
    private static Task BecomesQuickAsync(WasmRuntime runtime) =>
        Eventually.UntilAsync(() =>
        {
            Assert.True(CallAsync(runtime, Good).GetAwaiter().GetResult().Succeeded);
            return runtime.ModuleQueues.HasQuick;
        });

    /// <summary>Callers that call a module again as soon as they are answered, until this is disposed.</summary>
    private sealed class Flood : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task[] _callers;
        private int _answered;

        public Flood(WasmRuntime runtime, WasmModule module, int callers) =>
            _callers = [.. Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAgainAndAgainAsync(runtime, module)))];

        public int Answered => Volatile.Read(ref _answered);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_callers).EndsAsync();
            _stop.Dispose();
        }

        private async Task CallAgainAndAgainAsync(WasmRuntime runtime, WasmModule module)
        {
            while (!_stop.IsCancellationRequested)
            {
                _ = await CallAsync(runtime, module, _stop.Token);
                Interlocked.Increment(ref _answered);
            }
        }
    }
}
