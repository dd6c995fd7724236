namespace Smg.Load.Running;

/// <summary>
/// Decides whether an open model's pacing thread runs requests itself, up to their first wait, or hands them over. Waking another thread
/// costs more than a short request, but what the pacing thread runs delays the arrivals behind it. So it runs requests only while all of
/// them together keep it for a small part of the time and none blocks it for long; otherwise it hands over for a while, twice as long at
/// every relapse. Deciding is for the pacing thread, reporting for any thread.
/// </summary>
internal sealed class InlinePolicy
{
    /// <summary>Part of the time that requests may take before the pacing thread runs them: an M/D/1 queue adds an eighth.</summary>
    public const double ShareToBegin = 0.2;

    /// <summary>Part of the time at which the pacing thread stops running requests.</summary>
    public const double ShareToEnd = 0.3;

    /// <summary>Part of the requests that must have let their thread go before the pacing thread runs them: fewer say too little.</summary>
    private const double ShareLetGo = 0.5;

    private static readonly long LongTicks = StopwatchTicks.Of(LongRequest);
    private static readonly long WindowTicks = StopwatchTicks.Of(TimeSpan.FromMilliseconds(100));
    private static readonly long ShortestHold = StopwatchTicks.Of(TimeSpan.FromMilliseconds(50));
    private static readonly long LongestHold = StopwatchTicks.Of(TimeSpan.FromSeconds(8));

    private readonly Func<int> _collections;
    private long _hold = ShortestHold;
    private long _windowStart;
    private long _windowEnd;
    private long _inlineSince;
    private int _collectionsBefore;
    private long _begun;
    private long _let;
    private long _busy;
    private long _blocked;

    /// <summary>A policy that begins by handing over.</summary>
    /// <param name="now">The tick.</param>
    /// <param name="collections">Garbage collections so far, which keep every thread; null for the process's.</param>
    public InlinePolicy(long now, Func<int>? collections = null)
    {
        _collections = collections ?? (static () => GC.CollectionCount(0));
        BeginWindow(now, _hold);
    }

    /// <summary>How long a single request may keep the pacing thread: 250 µs, a quarter of the lateness that never matters.</summary>
    public static TimeSpan LongRequest => TimeSpan.FromMicroseconds(250);

    /// <summary>Whether the pacing thread runs requests itself.</summary>
    public bool IsInline { get; private set; }

    /// <summary>Counts a request that is about to begin, and decides for it.</summary>
    public bool Decide(long now)
    {
        if (now >= _windowEnd || (IsInline && Volatile.Read(ref _blocked) > 0))
        {
            Judge(now);
        }

        _begun++;
        return IsInline;
    }

    /// <summary>Counts a request that has let its thread go.</summary>
    /// <param name="ticks">For how long it had the thread.</param>
    /// <param name="waitsBefore">How often the thread had waited before; null where that is unknown.</param>
    public void RequestLetGo(long ticks, long? waitsBefore)
    {
        Interlocked.Add(ref _busy, ticks);

        // A thread that lost its processor meanwhile did not wait: on a busy machine any request may look long.
        if (ticks > LongTicks && (waitsBefore is null || ThreadWaits.Count() > waitsBefore))
        {
            Interlocked.Increment(ref _blocked);
        }

        Interlocked.Increment(ref _let);
    }

    private void Judge(long now)
    {
        double share = (double)Volatile.Read(ref _busy) / Math.Max(1, now - _windowStart);

        // A collection makes every thread wait.
        bool blocks = Volatile.Read(ref _blocked) > _collections() - _collectionsBefore;
        bool isOver = now >= _windowEnd;
        if (blocks || (isOver && share > (IsInline ? ShareToEnd : ShareToBegin)))
        {
            HandOver(now);
        }
        else if (isOver)
        {
            TakeOn(now);
        }
    }

    private void HandOver(long now)
    {
        if (IsInline)
        {
            IsInline = false;
            _hold = Math.Min(LongestHold, now - _inlineSince > 8 * _hold ? ShortestHold : 2 * _hold);
        }

        BeginWindow(now, _hold);
    }

    private void TakeOn(long now)
    {
        if (IsInline)
        {
            BeginWindow(now, WindowTicks);
        }
        else if (Volatile.Read(ref _let) < ShareLetGo * _begun)
        {
            BeginWindow(now, _hold);
        }
        else
        {
            IsInline = true;
            _inlineSince = now;
            BeginWindow(now, WindowTicks);
        }
    }

    private void BeginWindow(long now, long ticks)
    {
        _windowStart = now;
        _windowEnd = now + ticks;
        _collectionsBefore = _collections();
        _begun = 0;
        Volatile.Write(ref _let, 0);
        Volatile.Write(ref _busy, 0);
        Volatile.Write(ref _blocked, 0);
    }
}
