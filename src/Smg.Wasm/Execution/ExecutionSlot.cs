using System.Diagnostics;
using System.Runtime.InteropServices;
using Smg.Wasm.Contract;
using Smg.Wasm.Scheduling;

namespace Smg.Wasm.Execution;

/// <summary>
/// Which lane's call one thread runs, and since when. Written by that thread alone; the ticker and the queue read it.
/// </summary>
internal sealed class ExecutionSlot
{
    private Padded _call;

    /// <summary>The lane of the call that the thread has taken; null while it has none.</summary>
    public ModuleQueue? ModuleQueue => Volatile.Read(ref _call.ModuleQueue);

    /// <summary>A call was taken. Its time does not run yet: the component may have to be compiled first.</summary>
    /// <param name="lane">The call's lane.</param>
    /// <param name="onTrial">Whether it holds the lane's one place for a trial.</param>
    public void Assign(ModuleQueue lane, bool onTrial = false)
    {
        _call.OnTrial = onTrial;
        Volatile.Write(ref _call.ModuleQueue, lane);
    }

    /// <summary>The guest starts now.</summary>
    /// <returns>Now, as <see cref="Stopwatch.GetTimestamp"/> counts.</returns>
    public long Start()
    {
        long now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _call.StartedAt, now);
        return now;
    }

    /// <summary>The call has ended: its lane learns how long the guest took.</summary>
    public void End(long now, in ExecutionResult result)
    {
        ModuleQueue lane = _call.ModuleQueue!;
        long startedAt = _call.StartedAt;
        Volatile.Write(ref _call.StartedAt, 0);
        Volatile.Write(ref _call.ModuleQueue, null);
        if (startedAt != 0)
        {
            lane.OnEnded(now - startedAt, now, result);
        }

        if (_call.OnTrial)
        {
            lane.EndTrial();
        }
    }

    /// <summary>Tells the lane when the guest has run for long already. Called at each tick.</summary>
    public void Check(long now)
    {
        long startedAt = Volatile.Read(ref _call.StartedAt);
        ModuleQueue? lane = ModuleQueue;

        // The same start before and after: the lane is that call's.
        if (startedAt != 0 && lane is not null && Volatile.Read(ref _call.StartedAt) == startedAt)
        {
            lane.OnRunning(now - startedAt, now);
        }
    }

    /// <summary>Two cache lines before and behind: threads that run calls at once share none.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 288)]
    private struct Padded
    {
        [FieldOffset(128)]
        public ModuleQueue? ModuleQueue;

        [FieldOffset(136)]
        public long StartedAt;

        [FieldOffset(144)]
        public bool OnTrial;
    }
}
