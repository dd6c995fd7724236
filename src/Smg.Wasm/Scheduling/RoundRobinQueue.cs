namespace Smg.Wasm.Scheduling;

/// <summary>
/// The calls that wait, in a queue for each module. Module queues have their turns one after the other. Guarded by the queue's lock.
/// </summary>
internal sealed class RoundRobinQueue
{
    /// <summary>The module queues in which calls wait; the one that was served last is at the end.</summary>
    private readonly LinkedList<ModuleQueue> _turns = new();

    private int _count;

    /// <summary>How many wait. May be read without the lock.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Puts an item at the end of its module queue.</summary>
    public void Add(WorkItem item)
    {
        ModuleQueue queue = item.ModuleQueue;
        if (queue.Waiting.Count == 0)
        {
            _turns.AddLast(queue.Node);
        }

        queue.Waiting.AddLast(item.Node);
        _count++;
    }

    /// <summary>Takes an item out of its module queue, at any position.</summary>
    public void Remove(WorkItem item)
    {
        ModuleQueue queue = item.ModuleQueue;
        queue.Waiting.Remove(item.Node);
        if (queue.Waiting.Count == 0)
        {
            _turns.Remove(queue.Node);
        }

        _count--;
    }

    /// <summary>Takes the oldest item of the first module queue that may run. Module queues that may not keep their turn.</summary>
    /// <returns>Null when no module queue may.</returns>
    public WorkItem? Take(WorkerQuota shares)
    {
        for (LinkedListNode<ModuleQueue>? turn = _turns.First; turn is not null; turn = turn.Next)
        {
            if (shares.MayRun(turn.Value))
            {
                WorkItem item = turn.Value.Waiting.First!.Value;
                _turns.Remove(turn);
                _turns.AddLast(turn);
                Remove(item);
                return item;
            }
        }

        return null;
    }

    /// <summary>
    /// The module queue in which the most calls wait; null when none does. Looks at all module queues with waiting calls: as many as
    /// modules are called at once.
    /// </summary>
    public ModuleQueue? FindLongest()
    {
        ModuleQueue? longest = null;
        for (LinkedListNode<ModuleQueue>? turn = _turns.First; turn is not null; turn = turn.Next)
        {
            if (longest is null || turn.Value.Waiting.Count > longest.Waiting.Count)
            {
                longest = turn.Value;
            }
        }

        return longest;
    }

    /// <summary>Takes out every item that was made no later than a time.</summary>
    /// <param name="latest">The time, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> counts.</param>
    /// <param name="removed">Where they are put.</param>
    public void RemoveUntil(long latest, LinkedList<WorkItem> removed)
    {
        for (LinkedListNode<ModuleQueue>? turn = _turns.First; turn is not null; )
        {
            ModuleQueue queue = turn.Value;
            turn = turn.Next;
            while (queue.Waiting.First is { } oldest && oldest.Value.EnqueuedAt <= latest)
            {
                Remove(oldest.Value);
                removed.AddLast(oldest);
            }
        }
    }
}
