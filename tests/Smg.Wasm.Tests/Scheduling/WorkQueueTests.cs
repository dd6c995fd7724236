using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Scheduling;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests.Scheduling;

public sealed class WorkQueueTests
{
    private static readonly ModuleQueueTable Lanes = new(TimeSpan.FromMilliseconds(20));

    [Fact]
    public async Task The_count_of_waiting_calls_survives_callers_and_workers_at_once()
    {
        const int Calls = 400_000;
        using WorkQueue queue = new(1000, TimeSpan.FromMinutes(1), Lanes);
        WorkItemPool pool = new(queue, new RuntimeDiagnostics(NullLogger.Instance, () => 0), 1000);
        Task worker = Task.Run(() =>
        {
            using ExecutionSlot slot = new(new IdleExecutor());
            while (queue.Take(slot) is { } item)
            {
                slot.End(Stopwatch.GetTimestamp(), default);
                item.Complete(new ExecutionResult(MiddlewareAction.Continue));
                item.Release();
            }
        });
        int taken = 0;
        for (int i = 0; i < Calls; i++)
        {
            WorkItem item = Rent(pool);
            if (queue.TryEnqueue(item) is null)
            {
                taken++;
            }
        }

        queue.Close();
        await worker.EndsAsync();
        Assert.True(taken > 0);
        Assert.Equal(0, queue.Waiting);
    }

    [Fact]
    public void Cancelled_calls_are_let_go_of_while_no_worker_is_free()
    {
        using WorkQueue queue = new(2, TimeSpan.FromMinutes(1), Lanes);
        WorkItemPool pool = new(queue, new RuntimeDiagnostics(NullLogger.Instance, () => 0), 2);
        WeakReference[] items = [.. Enumerable.Range(0, 100).Select(_ => EnqueueAndDrop(queue, pool))];
        GC.Collect();
        Assert.InRange(items.Count(item => item.IsAlive), 0, 6);
        Assert.Equal(0, queue.Waiting);
        GC.KeepAlive(queue);
    }

    [Fact]
    public void What_is_held_back_for_others_runs_when_no_other_was_called_for_ten_seconds()
    {
        using TwoWorkers workers = new();
        Assert.NotNull(workers.TakeSlowByFirst());
        Assert.Null(workers.TakeBySecond());
        workers.Queue.Tick(workers.Begun + (9 * Stopwatch.Frequency));
        Assert.Null(workers.TakeBySecond());
        workers.Queue.Tick(workers.Called + (11 * Stopwatch.Frequency));
        Assert.NotNull(workers.TakeBySecond());
    }

    [Fact]
    public void What_is_held_back_for_others_runs_when_the_queue_is_closed()
    {
        using TwoWorkers workers = new();
        Assert.NotNull(workers.TakeSlowByFirst());
        Assert.Null(workers.TakeBySecond());
        workers.Queue.Close();
        Assert.NotNull(workers.TakeBySecond());
    }

    [Fact]
    public async Task A_worker_that_ends_its_call_lets_another_take_what_was_held_back()
    {
        using TwoWorkers workers = new();
        Assert.NotNull(workers.TakeSlowByFirst());
        Task<WorkItem?> second = Task.Run(() => workers.Queue.Take(workers.Second));
        await Task.Delay(100);
        Assert.False(second.IsCompleted);

        // No tick: ending a call is enough.
        workers.First.End(Stopwatch.GetTimestamp(), default);
        Assert.NotNull(workers.Queue.Take(workers.First) ?? await second.EndsAsync());
        workers.Queue.Close();
    }

    [Fact]
    public async Task A_context_that_takes_no_continuation_does_not_end_the_worker()
    {
        using WasmRuntime runtime = new(
            new WasmRuntimeOptions
            {
                PoolSize = 16,
                Dispatch = Dispatch.Workers,
                ThreadPoolSize = 1,
                MaxExecutionTimeMs = 60_000,
                MaxQueueTimeMs = 60_000,
            }
        );
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
        Assert.Null(await runtime.PrepareAsync(Guests.LoopsForever));
        using CancellationTokenSource stop = new();
        ValueTask<ExecutionResult> busy = runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, stop.Token);
        await runtime.RunAsync(calls: 1);
        BrokenContext context = new();
        Thread caller = new(() =>
        {
            // The only worker is busy: the call waits, and its continuation is posted by the worker.
            SynchronizationContext.SetSynchronizationContext(context);
            runtime
                .ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)
                .GetAwaiter()
                .OnCompleted(() => throw new InvalidOperationException("must not be reached"));
        });
        caller.Start();
        caller.Join();
        Assert.Equal(0, context.Posts);
        await stop.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await busy.AsTask().EndsAsync()).Failure!.Cause);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        Assert.Equal(1, context.Posts);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference EnqueueAndDrop(WorkQueue queue, WorkItemPool pool)
    {
        WorkItem item = Rent(pool);
        Assert.Null(queue.TryEnqueue(item));
        Assert.True(queue.TryRemove(item));
        item.Drop(FailureCause.Cancelled, "");
        return new WeakReference(item);
    }

    private static WorkItem Rent(WorkItemPool pool)
    {
        WorkItem item = pool.Rent();
        item.Prepare(Lanes.Find(Guests.Continues), new GuestCall(Guests.Continues, AttachPoint.OnRequest, Guests.Request, default));
        return item;
    }

    /// <summary>
    /// A queue with two workers, a module that is quick and was called lately, and two calls of another that nobody knows yet.
    /// </summary>
    private sealed class TwoWorkers : IDisposable
    {
        public TwoWorkers()
        {
            Begun = Stopwatch.GetTimestamp();
            ModuleQueueTable lanes = new(TimeSpan.FromMilliseconds(20));
            Queue = new WorkQueue(10, TimeSpan.FromMinutes(1), lanes);
            Queue.AddWorker(First);
            Queue.AddWorker(Second);
            lanes.Find(Guests.Continues).OnEnded(1, Stopwatch.GetTimestamp(), default);
            WorkItemPool pool = new(Queue, new RuntimeDiagnostics(NullLogger.Instance, () => 0), 10);
            for (int i = 0; i < 2; i++)
            {
                WorkItem item = pool.Rent();
                item.Prepare(
                    lanes.Find(Guests.LoopsForever),
                    new GuestCall(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, default)
                );
                Assert.Null(Queue.TryEnqueue(item));
            }

            Called = Stopwatch.GetTimestamp();
        }

        /// <summary>Before the quick module was called.</summary>
        public long Begun { get; }

        /// <summary>After it was called.</summary>
        public long Called { get; }

        public WorkQueue Queue { get; }

        public ExecutionSlot First { get; } = new(new IdleExecutor());

        public ExecutionSlot Second { get; } = new(new IdleExecutor());

        public WorkItem? TakeSlowByFirst() => Queue.TryTake(First, out _);

        public WorkItem? TakeBySecond() => Queue.TryTake(Second, out _);

        public void Dispose()
        {
            Queue.Dispose();
            First.Dispose();
            Second.Dispose();
        }
    }

    /// <summary>A context whose owner has gone.</summary>
    private sealed class BrokenContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => Volatile.Read(ref _posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            throw new ObjectDisposedException(nameof(BrokenContext));
        }
    }
}
