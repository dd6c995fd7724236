using System.Diagnostics;
using System.Runtime.InteropServices;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Scheduling;

/// <summary>
/// One module's calls: those that wait, and how long those took that ended. A module queue is quick once a call of it has ended in a short
/// time, and stops to be when one takes long; calls of a module queue that is not quick may not have all the workers, nor their callers'
/// threads.
/// </summary>
internal sealed class ModuleQueue
{
    /// <summary>For how many times the length of a long call the module queue cannot become quick again.</summary>
    private const int PenaltyFactor = 4;

    private readonly long _longCall;
    private Padded _pace;
    private long _longUntil;
    private int _onTrial;

    /// <summary>Makes the queue of a module that was not called yet.</summary>
    /// <param name="key">Whose calls.</param>
    /// <param name="longCall">A call that takes longer is a long one, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    public ModuleQueue(ModuleQueueKey key, long longCall)
    {
        Key = key;
        _longCall = longCall;
        Node = new LinkedListNode<ModuleQueue>(this);
    }

    /// <summary>Whose calls these are.</summary>
    public ModuleQueueKey Key { get; }

    /// <summary>The calls that wait, the oldest first. Guarded by the queue's lock.</summary>
    public LinkedList<WorkItem> Waiting { get; } = new();

    /// <summary>The module queue's place among those with waiting calls. Guarded by the queue's lock.</summary>
    public LinkedListNode<ModuleQueue> Node { get; }

    /// <summary>Whether calls of this module queue are known to end soon.</summary>
    public bool IsQuick => Volatile.Read(ref _pace.IsQuick);

    /// <summary>When the module was called last, to a tick.</summary>
    public long LastCall => Volatile.Read(ref _pace.LastCall);

    /// <summary>Notes a call. Writes only once a tick, so that callers at once do not wait for one cache line.</summary>
    /// <returns>The time of the call before.</returns>
    public long Touch(long now)
    {
        long last = Volatile.Read(ref _pace.LastCall);
        if (last != now)
        {
            Volatile.Write(ref _pace.LastCall, now);
        }

        return last;
    }

    /// <summary>
    /// Lets one call at a time of a module queue that is not quick run on its caller's thread, to learn how long it takes; none soon after
    /// a long one.
    /// </summary>
    public bool TryBeginTrial() =>
        Stopwatch.GetTimestamp() >= Volatile.Read(ref _longUntil) && Interlocked.CompareExchange(ref _onTrial, 1, 0) == 0;

    /// <summary>The call on trial has ended.</summary>
    public void EndTrial() => Volatile.Write(ref _onTrial, 0);

    /// <summary>A call has run for this long and goes on.</summary>
    public void OnRunning(long elapsed, long now)
    {
        if (elapsed > _longCall)
        {
            Volatile.Write(ref _longUntil, now + (PenaltyFactor * elapsed));
            Volatile.Write(ref _pace.IsQuick, false);
        }
    }

    /// <summary>A call has ended. One that its caller cancelled says nothing of the guest, unless it had taken long.</summary>
    public void OnEnded(long elapsed, long now, in ExecutionResult result)
    {
        if (elapsed > _longCall)
        {
            OnRunning(elapsed, now);
        }
        else if (!IsQuick && now >= Volatile.Read(ref _longUntil) && result.Failure?.Cause != FailureCause.Cancelled)
        {
            Volatile.Write(ref _pace.IsQuick, true);
        }
    }

    /// <summary>What every call reads and few write, with two cache lines before and behind.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 288)]
    private struct Padded
    {
        [FieldOffset(128)]
        public long LastCall;

        [FieldOffset(136)]
        public bool IsQuick;
    }
}
