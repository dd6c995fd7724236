using System.Diagnostics;
using System.Runtime.InteropServices;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;

namespace Smg.Wasm.Scheduling;

/// <summary>
/// An executor, and of which module's queue the call is that it runs. Written by the thread that runs the call alone; the ticker and the
/// queue read it.
/// </summary>
/// <param name="executor">Runs the calls. Who disposes the slot disposes it.</param>
internal sealed class ExecutionSlot(ICallExecutor executor) : IDisposable
{
    private Padded _call;

    /// <summary>Runs the calls.</summary>
    public ICallExecutor Executor => executor;

    /// <summary>The queue of the call that the thread has taken; null while it has none.</summary>
    public ModuleQueue? Queue => Volatile.Read(ref _call.Queue);

    /// <summary>A call was taken. Its time does not run yet: the component may have to be compiled first.</summary>
    /// <param name="queue">The call's queue.</param>
    /// <param name="onTrial">Whether it holds the queue's one place for a trial.</param>
    public void Assign(ModuleQueue queue, bool onTrial = false)
    {
        _call.OnTrial = onTrial;
        Volatile.Write(ref _call.Queue, queue);
    }

    /// <summary>The call has ended: its queue learns how long the guest took.</summary>
    /// <param name="now">As <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    /// <param name="result">How it ended.</param>
    public void End(long now, in ExecutionResult result)
    {
        ModuleQueue queue = _call.Queue!;
        long startedAt = executor.Clock.Stop();
        Volatile.Write(ref _call.Queue, null);
        if (startedAt != 0)
        {
            queue.OnEnded(now - startedAt, now, result);
        }

        if (_call.OnTrial)
        {
            queue.EndTrial();
        }
    }

    /// <summary>Lets the queue know when the guest has run for long already. Called at each tick.</summary>
    public void Check(long now)
    {
        long startedAt = executor.Clock.StartedAt;
        ModuleQueue? queue = Queue;

        // The same start before and after: the queue is that call's.
        if (startedAt != 0 && queue is not null && executor.Clock.StartedAt == startedAt)
        {
            queue.OnRunning(now - startedAt, now);
        }
    }

    /// <summary>Frees the executor. No call may run or follow.</summary>
    public void Dispose() => executor.Dispose();

    /// <summary>Two cache lines before and behind: threads that run calls at once share none.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 288)]
    private struct Padded
    {
        [FieldOffset(128)]
        public ModuleQueue? Queue;

        [FieldOffset(144)]
        public bool OnTrial;
    }
}
