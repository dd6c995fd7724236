using System.Diagnostics;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Workers;

/// <summary>The bounded queue between callers and workers, first come first served.</summary>
internal sealed class WorkQueue(int capacity, TimeSpan maxWait) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly Queue<WorkItem> _items = new();
    private readonly long _maxWaitTicks = (long)(maxWait.TotalSeconds * Stopwatch.Frequency);
    private int _waiting;
    private bool _closed;

    /// <summary>Calls that wait; those that were cancelled do not count.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Puts an item at the end.</summary>
    /// <returns>Null when it was taken, else why not.</returns>
    public FailureCause? TryEnqueue(WorkItem item)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return FailureCause.ShuttingDown;
            }

            if (Waiting >= capacity)
            {
                return FailureCause.QueueFull;
            }

            if (_items.Count >= 2 * (long)capacity)
            {
                RemoveDropped();
            }

            // Those who take the count down do not hold the lock.
            Interlocked.Increment(ref _waiting);
            _items.Enqueue(item);

            // Within the lock: once the queue is closed and empty, it may be disposed.
            _available.Release();
        }

        return null;
    }

    /// <summary>Waits for an item and starts it.</summary>
    /// <returns>Null when the queue is closed and empty.</returns>
    public WorkItem? Take(GuestExecutor executor)
    {
        while (true)
        {
            _available.Wait();
            WorkItem? item;
            lock (_lock)
            {
                if (!_items.TryDequeue(out item))
                {
                    if (_closed)
                    {
                        // The next worker must wake up too.
                        _available.Release();
                        return null;
                    }

                    continue;
                }
            }

            if (Stopwatch.GetTimestamp() - item.EnqueuedAt >= _maxWaitTicks)
            {
                DropExpired(item);
            }

            if (item.TryStart(executor))
            {
                Interlocked.Decrement(ref _waiting);
                return item;
            }

            item.LetGo();
        }
    }

    /// <summary>Drops the items that have waited too long. Called at each tick, so that callers are answered while all workers are busy.</summary>
    public void DropExpired()
    {
        long oldest = Stopwatch.GetTimestamp() - _maxWaitTicks;
        while (true)
        {
            WorkItem? item;
            lock (_lock)
            {
                if (!_items.TryPeek(out item) || item.EnqueuedAt > oldest)
                {
                    return;
                }

                _items.Dequeue();
            }

            DropExpired(item);
            item.LetGo();
        }
    }

    /// <summary>Told that a waiting item was dropped: its place is free.</summary>
    public void OnDropped() => Interlocked.Decrement(ref _waiting);

    /// <summary>Takes no more items. Those that wait are still served.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _available.Release();
        }
    }

    public void Dispose() => _available.Dispose();

    /// <summary>Lets go of the items that do not wait any more, so that callers who cancel cannot fill the memory.</summary>
    private void RemoveDropped()
    {
        for (int i = _items.Count; i > 0; i--)
        {
            WorkItem item = _items.Dequeue();
            if (item.IsQueued)
            {
                _items.Enqueue(item);
            }
            else
            {
                item.LetGo();
            }
        }
    }

    private void DropExpired(WorkItem item)
    {
        if (item.TryDrop(FailureCause.QueueTimeout, $"No worker was free for {maxWait.TotalMilliseconds:F0} ms."))
        {
            OnDropped();
        }
    }
}
