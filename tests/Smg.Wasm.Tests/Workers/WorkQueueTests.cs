using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.Diagnostics;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Options;
using Smg.Wasm.Workers;

namespace Smg.Wasm.Tests.Workers;

public sealed class WorkQueueTests
{
    private static readonly LaneTable Lanes = new(TimeSpan.FromMilliseconds(20));

    [Fact]
    public async Task The_count_of_waiting_calls_survives_callers_and_workers_at_once()
    {
        const int Calls = 400_000;
        using WorkQueue queue = new(1000, TimeSpan.FromMinutes(1), Lanes);
        WorkItemPool pool = new(queue, new RuntimeDiagnostics(NullLogger.Instance, () => 0), 1000);
        Task worker = Task.Run(() =>
        {
            using GuestExecutor executor = new(null!, new WasmRuntimeOptions(), new ExecutionCounters());
            while (queue.Take(executor) is { } item)
            {
                executor.Watch.End(Stopwatch.GetTimestamp(), default);
                item.Complete(new ExecutionResult(MiddlewareAction.Continue));
                item.LetGo();
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
        await worker.WaitAsync(TimeSpan.FromSeconds(30));
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
        item.Prepare(Lanes.Find(Guests.Continues), Guests.Continues, AttachPoint.OnRequest, Guests.Request);
        return item;
    }
}
