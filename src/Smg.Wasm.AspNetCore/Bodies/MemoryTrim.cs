namespace Smg.Wasm.AspNetCore.Bodies;

/// <summary>
/// Gives memory back to the system after many bytes of bodies were held and are gone: without traffic the garbage collector would not run,
/// and keeps what it has freed.
/// </summary>
internal sealed class MemoryTrim : IDisposable
{
    /// <summary>Less than this is not worth a collection that stops the process.</summary>
    private const long Worth = 64L << 20;

    /// <summary>Connections take blocks beside held bodies too: what is idle of those is left to the collector now and then.</summary>
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    private readonly BodyBudget _budget;
    private readonly BoundedMemoryPool.Factory _pools;
    private readonly ITimer _timer;
    private readonly ITimer _sweep;
    private long _peak;
    private int _isPlanned;

    /// <summary>Watches a budget.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="pools">The blocks that bodies are held in.</param>
    /// <param name="time">The clock.</param>
    public MemoryTrim(BodyBudget budget, BoundedMemoryPool.Factory pools, TimeProvider time)
    {
        _budget = budget;
        _pools = pools;
        _sweep = time.CreateTimer(_ => pools.Trim(), null, Sweep, Sweep);
        _timer = time.CreateTimer(_ => Collect(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        budget.Released = OnReleased;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _sweep.Dispose();
    }

    private void OnReleased(long before, long held)
    {
        if (before > Volatile.Read(ref _peak))
        {
            Volatile.Write(ref _peak, before);
        }

        if (Volatile.Read(ref _peak) - held >= Worth && Interlocked.Exchange(ref _isPlanned, 1) == 0)
        {
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void Collect()
    {
        long held = _budget.Held;
        Volatile.Write(ref _isPlanned, 0);
        if (Volatile.Read(ref _peak) - held >= Worth)
        {
            Volatile.Write(ref _peak, held);
            _pools.Trim();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
