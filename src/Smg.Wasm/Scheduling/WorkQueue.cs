using System.Diagnostics;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Scheduling;

/// <summary>
/// The bounded queue between callers and workers. Calls wait in a queue for each module, and workers take from the module queues in
/// turn, so that a module with many calls does not delay another's one. Every item is taken out once, and who takes it out answers its
/// caller.
/// </summary>
internal sealed class WorkQueue(int capacity, TimeSpan maxWait, ModuleQueueTable queues) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly RoundRobinQueue _calls = new();
    private readonly WorkerQuota _shares = new(queues);

    /// <summary>Wakes workers: at least as often as calls wait that may run, and never more often than calls wait.</summary>
    private readonly SemaphoreSlim _available = new(0);

    /// <summary>Calls that waited too long and are about to be answered. Used by the ticker alone.</summary>
    private readonly LinkedList<WorkItem> _expired = new();

    private readonly long _maxWaitTicks = (long)(maxWait.TotalSeconds * Stopwatch.Frequency);

    /// <summary>
    /// Whether a worker went to sleep although calls wait, because their module queues had all the workers that they may have.
    /// </summary>
    private bool _isHeldBack;
    private bool _closed;

    /// <summary>Calls that wait; those that were cancelled do not count.</summary>
    public int Waiting => _calls.Count;

    /// <summary>Makes a worker known, before it takes its first item.</summary>
    public void AddWorker(ExecutionSlot worker)
    {
        lock (_lock)
        {
            _shares.Add(worker);
        }
    }

    /// <summary>
    /// Puts an item at the end of its module queue. At capacity the longest module queue gives way: its oldest call is answered with
    /// <see cref="FailureCause.QueueFull"/>, unless the item's own module queue is as long.
    /// </summary>
    /// <returns>Null when the item was taken, else why not.</returns>
    public ExecutionFailure? TryEnqueue(WorkItem item)
    {
        WorkItem? shed = null;
        int length;
        lock (_lock)
        {
            if (_closed)
            {
                return new ExecutionFailure(
                    item.Module.Name,
                    FailureStage.Queue,
                    FailureCause.ShuttingDown,
                    "The runtime is shutting down."
                );
            }

            length = item.ModuleQueue.Waiting.Count;
            if (_calls.Count >= capacity && _calls.FindLongest() is { } longest && longest.Waiting.Count > length)
            {
                length = longest.Waiting.Count;
                shed = longest.Waiting.First!.Value;
                _calls.Remove(shed);
            }

            if (_calls.Count < capacity)
            {
                _calls.Add(item);
                WakeFor(item.ModuleQueue);
                if (shed is null)
                {
                    return null;
                }
            }
        }

        if (shed is null)
        {
            string refused = $"{capacity} calls already wait, {length} of them for module '{item.Module.Name}'.";
            return new ExecutionFailure(item.Module.Name, FailureStage.Queue, FailureCause.QueueFull, refused);
        }

        shed.Drop(
            FailureCause.QueueFull,
            $"{capacity} calls waited, {length} of them for module '{shed.Module.Name}', more than for any other: the oldest of "
                + $"them gave way to another module's call."
        );
        return null;
    }

    /// <summary>Waits for an item and starts it.</summary>
    /// <returns>Null when the queue is closed and empty.</returns>
    public WorkItem? Take(ExecutionSlot worker)
    {
        if (Volatile.Read(ref _isHeldBack))
        {
            WakeHeldBack();
        }

        while (true)
        {
            WorkItem? item = TryTake(worker, out bool isOver);
            if (item is not null || isOver)
            {
                return item;
            }

            _available.Wait();
        }
    }

    /// <summary>Starts an item if one waits that may run.</summary>
    /// <param name="worker">Runs it.</param>
    /// <param name="isOver">Whether the queue is closed and empty.</param>
    public WorkItem? TryTake(ExecutionSlot worker, out bool isOver)
    {
        isOver = false;
        while (true)
        {
            WorkItem? item;
            lock (_lock)
            {
                item = _calls.Take(_shares);
                if (item is null)
                {
                    _isHeldBack = _calls.Count > 0;
                    isOver = _closed && !_isHeldBack;
                    if (isOver)
                    {
                        // The next worker must wake up too.
                        _available.Release();
                    }

                    return null;
                }

                if (Stopwatch.GetTimestamp() - item.EnqueuedAt < _maxWaitTicks)
                {
                    item.Start(worker.Executor);
                    worker.Assign(item.ModuleQueue);
                    return item;
                }
            }

            DropExpired(item);
        }
    }

    /// <summary>
    /// Answers the calls that have waited too long, so that they are answered while all workers are busy, and lets the module queues know
    /// how long their calls run. Called at each tick, by one thread.
    /// </summary>
    /// <param name="now">As <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    public void Tick(long now)
    {
        lock (_lock)
        {
            _shares.CheckRunning(now);
            _calls.RemoveUntil(now - _maxWaitTicks, _expired);
        }

        queues.Tick(now);
        while (_expired.First is { } oldest)
        {
            _expired.Remove(oldest);
            DropExpired(oldest.Value);
        }

        if (Volatile.Read(ref _isHeldBack))
        {
            WakeHeldBack();
        }
    }

    /// <summary>Takes out an item that its caller gave up.</summary>
    /// <returns>False when somebody else has taken it out: a worker, or who answers it.</returns>
    public bool TryRemove(WorkItem item)
    {
        lock (_lock)
        {
            if (item.Node.List is null || item.Node.List == _expired)
            {
                return false;
            }

            _calls.Remove(item);
            return true;
        }
    }

    /// <summary>Takes no more items. Those that wait are still served.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _shares.Close();
            _available.Release();
        }
    }

    public void Dispose() => _available.Dispose();

    /// <summary>
    /// Wakes a worker for a call that was added, if there is one that may take it. Within the lock: once the queue is closed and empty, it
    /// may be disposed.
    /// </summary>
    private void WakeFor(ModuleQueue queue)
    {
        if (!_shares.MayRun(queue))
        {
            _isHeldBack = true;
        }
        else if (_available.CurrentCount < _calls.Count)
        {
            _available.Release();
        }
    }

    /// <summary>
    /// Lets a worker look whether the calls that were held back may run now. One is enough: where calls are held back, all workers but one
    /// are busy.
    /// </summary>
    private void WakeHeldBack()
    {
        lock (_lock)
        {
            if (_isHeldBack && _available.CurrentCount == 0)
            {
                _available.Release();
            }

            _isHeldBack = false;
        }
    }

    private void DropExpired(WorkItem item) =>
        item.Drop(FailureCause.QueueTimeout, $"No worker was free for {maxWait.TotalMilliseconds:F0} ms.");
}
