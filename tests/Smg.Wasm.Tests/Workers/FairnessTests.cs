using System.Diagnostics;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Workers;

/// <summary>What one module's calls do to another's.</summary>
[Collection(LoadMachine.Name)]
[Trait("Category", "Hostile")]
public sealed class FairnessTests(ITestOutputHelper output)
{
    private const int LoopLimitMs = 200;

    private static readonly WasmRuntimeOptions TwoWorkers = new()
    {
        PoolSize = 16,
        Dispatch = Dispatch.Workers,
        ThreadPoolSize = 2,
        OversubscribeWorkers = true,
        MaxExecutionTimeMs = LoopLimitMs,
    };

    /// <summary>About a millisecond of work: a machine's noise is small beside it.</summary>
    private static readonly WasmModule Good = BusyGuest.Create("good", rounds: 600_000);

    [Fact]
    public async Task A_looping_guest_at_full_rate_does_not_slow_another_module_by_five_times()
    {
        const int Rounds = 5;
        using WasmRuntime runtime = new(TwoWorkers);
        _ = await SteadyP99Async(runtime);
        List<double> quiet = [];
        List<double> loaded = [];
        for (int round = 0; round < Rounds; round++)
        {
            quiet.Add(await SteadyP99Async(runtime));
            await using (Flood flood = new(runtime, Guests.LoopsForever, callers: 6))
            {
                loaded.Add(await SteadyP99Async(runtime));
                Assert.True(flood.Answered > 0);
            }
        }

        output.WriteLine($"p99 quiet, ms: {string.Join(", ", quiet.Select(ms => ms.ToString("F2")))}");
        output.WriteLine($"p99 loaded, ms: {string.Join(", ", loaded.Select(ms => ms.ToString("F2")))}");
        output.WriteLine($"medians: quiet {Median(quiet):F2} ms, loaded {Median(loaded):F2} ms, ratio {Median(loaded) / Median(quiet):F2}");
        Assert.True(Median(loaded) < 5 * Median(quiet), $"p99 {Median(loaded):F2} ms beside a looping guest, {Median(quiet):F2} ms without");
    }

    [Fact]
    public async Task The_first_burst_of_a_looping_guest_leaves_a_worker_to_a_module_that_is_in_use()
    {
        using WasmRuntime runtime = new(TwoWorkers with { MaxExecutionTimeMs = 2000 });
        await PrepareAsync(runtime, Good, Guests.LoopsForever);
        Assert.True((await CallAsync(runtime, Good)).Succeeded);
        await Task.Delay(2 * runtime.Options.EpochIntervalMs + 20);

        using CancellationTokenSource source = new();
        Task<ExecutionResult>[] burst = [.. Enumerable.Range(0, 10).Select(_ => CallAsync(runtime, Guests.LoopsForever, source.Token))];
        for (int i = 0; i < 20; i++)
        {
            Assert.True((await CallAsync(runtime, Good)).Succeeded);
        }

        Assert.All(burst, call => Assert.False(call.IsCompleted));
        Assert.Equal(9, runtime.QueueLength);
        await source.CancelAsync();
        Assert.All(await Task.WhenAll(burst), result => Assert.Equal(FailureCause.Cancelled, result.Failure?.Cause));
    }

    [Fact]
    public async Task Two_looping_guests_together_leave_a_worker_to_a_module_that_is_in_use()
    {
        using WasmRuntime runtime = new(TwoWorkers with { MaxExecutionTimeMs = 2000 });
        WasmModule second = Guests.LoopsForever.WithSettings(new ModuleSettings());
        await PrepareAsync(runtime, Good, Guests.LoopsForever);
        Assert.True((await CallAsync(runtime, Good)).Succeeded);
        await Task.Delay(2 * runtime.Options.EpochIntervalMs + 20);

        using CancellationTokenSource source = new();
        Task<ExecutionResult>[] loops = [CallAsync(runtime, Guests.LoopsForever, source.Token), CallAsync(runtime, second, source.Token)];
        Assert.True((await CallAsync(runtime, Good)).Succeeded);
        Assert.All(loops, call => Assert.False(call.IsCompleted));
        Assert.Equal(1, runtime.QueueLength);
        await source.CancelAsync();
        _ = await Task.WhenAll(loops);
    }

    [Fact]
    public async Task A_module_alone_has_all_workers_from_its_first_call()
    {
        using WasmRuntime runtime = new(TwoWorkers with { MaxExecutionTimeMs = 60_000 });
        await PrepareAsync(runtime, Guests.LoopsForever);
        using CancellationTokenSource source = new();
        Task<ExecutionResult>[] calls = [.. Enumerable.Range(0, 3).Select(_ => CallAsync(runtime, Guests.LoopsForever, source.Token))];
        while (runtime.QueueLength > 1)
        {
            await Task.Delay(1);
        }

        // Known to be slow by now, and still alone.
        await Task.Delay(200);
        Assert.Equal(1, runtime.QueueLength);
        await source.CancelAsync();
        _ = await Task.WhenAll(calls);
    }

    [Fact]
    public async Task One_call_overtakes_another_modules_backlog()
    {
        using WasmRuntime runtime = new(TwoWorkers with { ThreadPoolSize = 1, MaxQueueTimeMs = 60_000 });
        await PrepareAsync(runtime, Good, Guests.Rejects);
        Assert.True((await CallAsync(runtime, Good)).Succeeded);
        Task<ExecutionResult>[] backlog = [.. Enumerable.Range(0, 500).Select(_ => CallAsync(runtime, Good))];
        Assert.Equal(new RejectAction(418), (await CallAsync(runtime, Guests.Rejects)).Action);
        int left = runtime.QueueLength;
        Assert.True(left > 100, $"only {left} of the other module's calls waited still");
        Assert.All(await Task.WhenAll(backlog), result => Assert.True(result.Succeeded));
    }

    [Fact]
    public async Task A_slow_guest_does_not_run_on_its_callers_thread()
    {
        using WasmRuntime runtime = new(TwoWorkers with { Dispatch = Dispatch.Inline, InlineConcurrency = 2 });
        Assert.True((await CallAsync(runtime, Good)).Succeeded);
        Assert.Equal(FailureCause.Timeout, (await CallAsync(runtime, Guests.LoopsForever)).Failure?.Cause);

        Task<ExecutionResult> again = CallAsync(runtime, Guests.LoopsForever);
        Assert.False(again.IsCompleted);

        // The good one still runs on its caller's.
        ValueTask<ExecutionResult> good = runtime.ExecuteAsync(Good, AttachPoint.OnRequest, Guests.Request);
        Assert.True(good.IsCompleted);
        Assert.True((await good).Succeeded);
        Assert.Equal(FailureCause.Timeout, (await again).Failure?.Cause);
    }

    [Fact]
    public async Task At_capacity_the_longest_backlog_gives_way_and_says_so()
    {
        using WasmRuntime runtime = new(TwoWorkers with { ThreadPoolSize = 1, QueueCapacity = 5, MaxExecutionTimeMs = 1000 });
        await PrepareAsync(runtime, Guests.LoopsForever, Guests.Rejects);
        using CancellationTokenSource source = new();
        Task<ExecutionResult> busy = CallAsync(runtime, Guests.LoopsForever, source.Token);
        while (runtime.QueueLength > 0)
        {
            await Task.Yield();
        }

        Task<ExecutionResult>[] backlog = [.. Enumerable.Range(0, 5).Select(_ => CallAsync(runtime, Guests.LoopsForever, source.Token))];
        Task<ExecutionResult> other = CallAsync(runtime, Guests.Rejects);
        ExecutionFailure shed = (await backlog[0]).Failure!;
        Assert.Equal((FailureStage.Queue, FailureCause.QueueFull), (shed.Stage, shed.Cause));
        Assert.Contains("5 calls waited, 5 of them for module 'loops forever'", shed.Message, StringComparison.Ordinal);
        Assert.Equal(5, runtime.QueueLength);

        ExecutionFailure refused = (await CallAsync(runtime, Guests.LoopsForever)).Failure!;
        Assert.Equal(FailureCause.QueueFull, refused.Cause);
        Assert.Contains("5 calls wait already, 4 of them for module 'loops forever'", refused.Message, StringComparison.Ordinal);
        await source.CancelAsync();
        Assert.Equal(new RejectAction(418), (await other).Action);
        _ = await Task.WhenAll([busy, .. backlog]);
    }

    private static Task<ExecutionResult> CallAsync(WasmRuntime runtime, WasmModule module, CancellationToken token = default)
        => runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request, token).AsTask();

    private static async Task PrepareAsync(WasmRuntime runtime, params WasmModule[] modules)
    {
        foreach (WasmModule module in modules)
        {
            Assert.Null(await runtime.PrepareAsync(module));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Calls the good module at a steady rate for two seconds, so seldom that a busy machine keeps up.</summary>
    /// <returns>The 99th percentile, in ms, of the times from when a call was due to when it was answered.</returns>
    private static async Task<double> SteadyP99Async(WasmRuntime runtime)
    {
        const int Calls = 100;
        long interval = Stopwatch.Frequency / 50;
        double[] times = await Task.Factory.StartNew(
            () =>
            {
                Task<double>[] calls = new Task<double>[Calls];
                long due = Stopwatch.GetTimestamp();
                for (int i = 0; i < Calls; i++)
                {
                    due += interval;
                    while (Stopwatch.GetTimestamp() < due)
                    {
                        Thread.Sleep(1);
                    }

                    calls[i] = TimeAsync(due);
                }

                return Task.WhenAll(calls);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();
        return times.Order().ElementAt(Calls * 99 / 100 - 1);

        async Task<double> TimeAsync(long due)
        {
            Assert.True((await runtime.ExecuteAsync(Good, AttachPoint.OnRequest, Guests.Request)).Succeeded);
            return Stopwatch.GetElapsedTime(due).TotalMilliseconds;
        }
    }

    /// <summary>Callers that call a module again as soon as they are answered, until this is disposed.</summary>
    private sealed class Flood : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task[] _callers;
        private int _answered;

        public Flood(WasmRuntime runtime, WasmModule module, int callers)
            => _callers = [.. Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAgainAndAgainAsync(runtime, module)))];

        public int Answered => Volatile.Read(ref _answered);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_callers);
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
