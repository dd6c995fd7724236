using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Workers;

/// <summary>Lets callers run calls on their own threads, a bounded number at once.</summary>
internal sealed class InlineDispatcher : IDisposable
{
    /// <summary>References between two places: each place has its own two cache lines.</summary>
    private const int Stride = 16;

    /// <summary>Where this thread found a place last: threads that call again and again do not meet.</summary>
    [ThreadStatic]
    private static int LastPlace;

    private readonly GuestExecutor?[] _places;
    private readonly CallWatch[] _watches;
    private readonly int _count;
    private readonly int _stackBytes;
    private int _closed;

    /// <summary>Makes a dispatcher.</summary>
    /// <param name="executors">An executor for each call that may run at once.</param>
    /// <param name="maxStackSize">Bytes of stack that a guest may use.</param>
    public InlineDispatcher(IReadOnlyList<GuestExecutor> executors, int maxStackSize)
    {
        _count = executors.Count;
        _stackBytes = maxStackSize + EngineHandle.StackHeadroomBytes;
        _watches = [.. executors.Select(executor => executor.Watch)];
        _places = new GuestExecutor?[(_count + 1) * Stride];
        for (int i = 0; i < _count; i++)
        {
            Place(i) = executors[i];
        }
    }

    /// <summary>Takes an executor for one call.</summary>
    /// <param name="lane">The call's lane.</param>
    /// <param name="executor">The executor.</param>
    /// <param name="place">Where it must be given back.</param>
    /// <returns>False when all are taken, when the lane is not quick, when the thread's stack is too small for a guest, or after the end.</returns>
    public bool TryEnter(Lane lane, [NotNullWhen(true)] out GuestExecutor? executor, out int place)
    {
        executor = null;
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
        if (!lane.IsQuick && !(onTrial = lane.TryBeginTrial()))
        {
            return false;
        }

        for (int i = 0; i < _count; i++)
        {
            place = (LastPlace + i) % _count;
            if (Volatile.Read(ref Place(place)) is not null && Interlocked.Exchange(ref Place(place), null) is { } taken)
            {
                LastPlace = place;
                executor = taken;
                executor.Watch.Assign(lane, onTrial);
                return true;
            }
        }

        if (onTrial)
        {
            lane.EndTrial();
        }

        return false;
    }

    /// <summary>Gives an executor back.</summary>
    public void Leave(GuestExecutor executor, int place) => Volatile.Write(ref Place(place), executor);

    /// <summary>Tells the lanes whose calls have run for long already. Called at each tick.</summary>
    public void CheckRunning(long now)
    {
        foreach (CallWatch watch in _watches)
        {
            watch.Check(now);
        }
    }

    /// <summary>Lets nobody in any more and waits for those who are in.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _closed, 1);
        SpinWait wait = default;
        for (int left = _count; left > 0;)
        {
            for (int i = 0; i < _count; i++)
            {
                if (Interlocked.Exchange(ref Place(i), null) is { } executor)
                {
                    executor.Dispose();
                    left--;
                }
            }

            wait.SpinOnce();
        }
    }

    private ref GuestExecutor? Place(int index) => ref _places[(index + 1) * Stride];
}
