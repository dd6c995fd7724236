using System.Collections.Concurrent;
using System.Diagnostics;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Scheduling;

/// <summary>The queues of the modules that were called lately. Finding one writes nothing that callers share.</summary>
/// <param name="longCall">A call that takes longer than this makes its module queue a slow one.</param>
internal sealed class ModuleQueueTable(TimeSpan longCall)
{
    /// <summary>For how long after its last call a module has a claim to a free worker.</summary>
    private static readonly long ClaimTicks = 10 * Stopwatch.Frequency;

    /// <summary>When a module queue that is not used is forgotten.</summary>
    private static readonly long IdleTicks = 600 * Stopwatch.Frequency;

    private readonly ConcurrentDictionary<ModuleQueueKey, ModuleQueue> _queues = new();
    private readonly Lock _lock = new();
    private readonly List<ModuleQueue> _all = [];
    private readonly long _longCall = (long)(longCall.TotalSeconds * Stopwatch.Frequency);
    private long _now = Stopwatch.GetTimestamp();
    private bool _hasSeveral;
    private bool _hasQuick;

    /// <summary>Module queues that are held.</summary>
    public int Count => _queues.Count;

    /// <summary>Whether two modules or more were called lately.</summary>
    public bool HasSeveral => Volatile.Read(ref _hasSeveral);

    /// <summary>Whether a module whose calls are quick was called lately.</summary>
    public bool HasQuick => Volatile.Read(ref _hasQuick);

    /// <summary>The module queue for a call that is made now.</summary>
    public ModuleQueue Find(WasmModule module)
    {
        if (!_queues.TryGetValue(new ModuleQueueKey(module), out ModuleQueue? queue))
        {
            queue = Add(new ModuleQueueKey(module));
        }

        long now = Volatile.Read(ref _now);
        if (now - queue.Touch(now) > ClaimTicks)
        {
            Survey(now);
        }

        return queue;
    }

    /// <summary>Moves the clock on and forgets the module queues that nobody used for long. Called at each tick.</summary>
    public void Tick(long now)
    {
        Volatile.Write(ref _now, now);
        Survey(now);
    }

    private ModuleQueue Add(ModuleQueueKey key)
    {
        lock (_lock)
        {
            if (!_queues.TryGetValue(key, out ModuleQueue? queue))
            {
                queue = new ModuleQueue(key, _longCall);
                queue.Touch(_now - ClaimTicks - 1);
                _all.Add(queue);
                _queues[key] = queue;
            }

            return queue;
        }
    }

    /// <summary>
    /// Finds out who was called lately. A call that comes with a module queue just when the module queue is forgotten keeps that module
    /// queue; the next one gets another.
    /// </summary>
    private void Survey(long now)
    {
        lock (_lock)
        {
            int called = 0;
            bool quick = false;
            for (int i = _all.Count - 1; i >= 0; i--)
            {
                ModuleQueue queue = _all[i];
                long idle = now - queue.LastCall;
                if (idle <= ClaimTicks)
                {
                    called++;
                    quick |= queue.IsQuick;
                }
                else if (idle > IdleTicks)
                {
                    _queues.TryRemove(queue.Key, out _);
                    _all.RemoveAt(i);
                }
            }

            Volatile.Write(ref _hasSeveral, called > 1);
            Volatile.Write(ref _hasQuick, quick);
        }
    }
}
