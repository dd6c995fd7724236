using System.Collections.Concurrent;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Scheduling;

/// <summary>Items that wait to be used again, so that a call allocates nothing.</summary>
internal sealed class WorkItemPool(WorkQueue queue, RuntimeDiagnostics diagnostics, int capacity)
{
    private readonly ConcurrentQueue<WorkItem> _items = new();

    /// <summary>The queue that the items wait in.</summary>
    public WorkQueue Queue { get; } = queue;

    /// <summary>Receives finished calls.</summary>
    public RuntimeDiagnostics Diagnostics { get; } = diagnostics;

    public WorkItem Rent() => _items.TryDequeue(out WorkItem? item) ? item : new WorkItem(this);

    public void Return(WorkItem item)
    {
        if (_items.Count < capacity)
        {
            _items.Enqueue(item);
        }
    }
}
