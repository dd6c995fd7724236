using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Scheduling;

/// <summary>Lets callers run calls on their own threads, a bounded number at once.</summary>
internal sealed class InlineDispatcher : IDisposable
{
    /// <summary>References between two places: each place has its own two cache lines.</summary>
    private const int Stride = 16;

    private readonly ExecutionSlot?[] _places;
    private readonly ExecutionSlot[] _slots;
    private readonly int _count;
    private readonly int _stackBytes;
    private int _closed;

    /// <summary>Makes a dispatcher.</summary>
    /// <param name="slots">One for each call that may run at once.</param>
    /// <param name="maxStackSize">Bytes of stack that a guest may use.</param>
    public InlineDispatcher(IReadOnlyList<ExecutionSlot> slots, int maxStackSize)
    {
        _count = slots.Count;
        _stackBytes = maxStackSize + EngineHandle.StackHeadroomBytes;
        _slots = [.. slots];
        _places = new ExecutionSlot?[(_count + 1) * Stride];
        for (int i = 0; i < _count; i++)
        {
            Place(i) = slots[i];
        }
    }

    /// <summary>Takes a slot for one call.</summary>
    /// <param name="queue">The call's queue.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="place">Where it must be given back.</param>
    /// <returns>False when all are taken, when the queue is not quick, when the thread's stack is too small for a guest, or after the
    /// end.</returns>
    public bool TryEnter(ModuleQueue queue, [NotNullWhen(true)] out ExecutionSlot? slot, out int place)
    {
        slot = null;
        place = 0;
#if SABOTAGE
        if (Smg.Sabotage.Fault.NeverInline)
        {
            return false;
        }

#endif
        if (Volatile.Read(ref _closed) != 0 || !StackRoom.IsAtLeast(_stackBytes))
        {
            return false;
        }

        bool onTrial = false;
        if (!queue.IsQuick && !(onTrial = queue.TryBeginTrial()))
        {
            return false;
        }

        // A processor's own place first: its caches hold what the place's engine and executor touched last, and no other's do.
        int own = Thread.GetCurrentProcessorId();
        for (int i = 0; i < _count; i++)
        {
            place = (int)((uint)(own + i) % (uint)_count);
            if (Volatile.Read(ref Place(place)) is not null && Interlocked.Exchange(ref Place(place), null) is { } taken)
            {
                slot = taken;
                slot.Assign(queue, onTrial);
                return true;
            }
        }

        if (onTrial)
        {
            queue.EndTrial();
        }

        return false;
    }

    /// <summary>Gives a slot back.</summary>
    public void Leave(ExecutionSlot slot, int place) => Volatile.Write(ref Place(place), slot);

    /// <summary>Lets the queues know whose calls have run for long already. Called at each tick.</summary>
    public void CheckRunning(long now)
    {
        foreach (ExecutionSlot slot in _slots)
        {
            slot.Check(now);
        }
    }

    /// <summary>Lets nobody in any more and waits for those who are in.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _closed, 1);
        SpinWait wait = default;
        for (int left = _count; left > 0; )
        {
            for (int i = 0; i < _count; i++)
            {
                if (Interlocked.Exchange(ref Place(i), null) is { } slot)
                {
                    slot.Dispose();
                    left--;
                }
            }

            wait.SpinOnce();
        }
    }

    private ref ExecutionSlot? Place(int index) => ref _places[(index + 1) * Stride];
}
