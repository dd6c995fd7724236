using System.Collections.Concurrent;
using System.Diagnostics;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Scheduling;

/// <summary>The lanes of the modules that were called lately. Finding one writes nothing that callers share.</summary>
/// <param name="longCall">A call that takes longer than this makes its lane a slow one.</param>
internal sealed class ModuleQueueTable(TimeSpan longCall)
{
    /// <summary>For how long after its last call a module has a claim to a free worker.</summary>
    private static readonly long ClaimTicks = 10 * Stopwatch.Frequency;

    /// <summary>When a lane that is not used is forgotten.</summary>
    private static readonly long IdleTicks = 600 * Stopwatch.Frequency;

    private readonly ConcurrentDictionary<ModuleQueueKey, ModuleQueue> _lanes = new();
    private readonly Lock _lock = new();
    private readonly List<ModuleQueue> _all = [];
    private readonly long _longCall = (long)(longCall.TotalSeconds * Stopwatch.Frequency);
    private long _now = Stopwatch.GetTimestamp();
    private bool _hasSeveral;
    private bool _hasQuick;

    /// <summary>Lanes that are held.</summary>
    public int Count => _lanes.Count;

    /// <summary>Whether two modules or more were called lately.</summary>
    public bool HasSeveral => Volatile.Read(ref _hasSeveral);

    /// <summary>Whether a module whose calls are quick was called lately.</summary>
    public bool HasQuick => Volatile.Read(ref _hasQuick);

    /// <summary>The lane for a call that is made now.</summary>
    public ModuleQueue Find(WasmModule module)
    {
        if (!_lanes.TryGetValue(new ModuleQueueKey(module), out ModuleQueue? lane))
        {
            lane = Add(new ModuleQueueKey(module));
        }

        long now = Volatile.Read(ref _now);
        if (now - lane.Touch(now) > ClaimTicks)
        {
            Survey(now);
        }

        return lane;
    }

    /// <summary>Moves the clock on and forgets the lanes that nobody used for long. Called at each tick.</summary>
    public void Tick(long now)
    {
        Volatile.Write(ref _now, now);
        Survey(now);
    }

    private ModuleQueue Add(ModuleQueueKey key)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(key, out ModuleQueue? lane))
            {
                lane = new ModuleQueue(key, _longCall);
                lane.Touch(_now - ClaimTicks - 1);
                _all.Add(lane);
                _lanes[key] = lane;
            }

            return lane;
        }
    }

    /// <summary>
    /// Finds out who was called lately. A call that comes with a lane just when the lane is forgotten keeps that lane; the next one gets
    /// another.
    /// </summary>
    private void Survey(long now)
    {
        lock (_lock)
        {
            int called = 0;
            bool quick = false;
            for (int i = _all.Count - 1; i >= 0; i--)
            {
                ModuleQueue lane = _all[i];
                long idle = now - lane.LastCall;
                if (idle <= ClaimTicks)
                {
                    called++;
                    quick |= lane.IsQuick;
                }
                else if (idle > IdleTicks)
                {
                    _lanes.TryRemove(lane.Key, out _);
                    _all.RemoveAt(i);
                }
            }

            Volatile.Write(ref _hasSeveral, called > 1);
            Volatile.Write(ref _hasQuick, quick);
        }
    }
}
