namespace Smg.Wasm.Scheduling;

/// <summary>
/// How many workers a module queue may have. A quick one may have all. One that is not quick, because it is slow or because nobody knows
/// yet, leaves one worker to modules that were called lately: all such module queues together leave one where a quick module was, else each
/// leaves one where another module was. A runtime that serves one module alone gives it all its workers. Guarded by the queue's lock.
/// </summary>
internal sealed class WorkerQuota(ModuleQueueTable queues)
{
    private readonly List<ExecutionSlot> _workers = [];
    private bool _closed;

    /// <summary>Makes a worker known.</summary>
    public void Add(ExecutionSlot worker) => _workers.Add(worker);

    /// <summary>Gives all workers to all module queues from now on: what still waits is to be served, and nothing else comes.</summary>
    public void Close() => _closed = true;

    /// <summary>Whether a worker may take a call of this module queue now.</summary>
    public bool MayRun(ModuleQueue queue)
    {
        if (queue.IsQuick || _closed || _workers.Count < 2)
        {
            return true;
        }

        bool together = queues.HasQuick;
        if (!together && !queues.HasSeveral)
        {
            return true;
        }

        int held = 0;
        foreach (ExecutionSlot worker in _workers)
        {
            held += worker.Queue is { } running && (running == queue || (together && !running.IsQuick)) ? 1 : 0;
        }

        return held < _workers.Count - 1;
    }

    /// <summary>Tells the module queues whose calls have run for long already. Called at each tick.</summary>
    public void CheckRunning(long now)
    {
        foreach (ExecutionSlot worker in _workers)
        {
            worker.Check(now);
        }
    }
}
