using System.Diagnostics;

namespace Smg.Load.Running;

/// <summary>
/// Waits for a Stopwatch tick to some microseconds and leaves the processor to others: it sleeps until shortly before the tick, earlier by
/// the delay with which the machine wakes it, which it learns, and spins for what is left. Ticks that follow each other faster than
/// <see cref="LeastSleep"/> are waited for together. Used by one thread at a time.
/// </summary>
internal sealed class PreciseTimer
{
    /// <summary>The largest part of the mean time between two waits that the timer wakes early, and spins.</summary>
    private const double LargestSpinShare = 0.1;

    private static readonly long CoarseTicks = Stopwatch.Frequency * 4 / 1_000;
    private static readonly long LongestSpinTicks = Stopwatch.Frequency * 50 / 1_000_000;
    private static readonly long LeastSleepTicks = StopwatchTicks.Of(LeastSleep);
    private static readonly long LearningStep = Math.Max(1, Stopwatch.Frequency / 8_000_000);

    private readonly ManualResetEventSlim _stop;
    private readonly ITimerClock _clock;
    private readonly long _mostAhead;
    private long _ahead;
    private long _notBefore;

    /// <summary>A timer that a set <paramref name="stop"/> ends within 4 ms.</summary>
    /// <param name="stop">Ends every wait.</param>
    /// <param name="meanIntervalSeconds">Mean time between two ticks that are waited for.</param>
    /// <param name="clock">The time; null for the machine's.</param>
    public PreciseTimer(ManualResetEventSlim stop, double meanIntervalSeconds, ITimerClock? clock = null)
    {
        _stop = stop;
        _clock = clock ?? new SystemTimerClock(stop);

        // Ticks that share a sleep are late by half of it on average: what a wake-up's delay adds is not worth spinning.
        _mostAhead =
            meanIntervalSeconds < LeastSleep.TotalSeconds
                ? 0
                : (long)Math.Min(LongestSpinTicks, meanIntervalSeconds * LargestSpinShare * Stopwatch.Frequency);
    }

    /// <summary>
    /// Shortest time from one wake-up to the next, 120 µs: a wake-up takes a virtual machine's processor for 14 µs and more, ten times as
    /// long as a short request, and an eighth of the lateness that never matters is half of this.
    /// </summary>
    public static TimeSpan LeastSleep => TimeSpan.FromMicroseconds(120);

    /// <summary>Number of times that the thread slept.</summary>
    public long Sleeps { get; private set; }

    /// <summary>Number of times that the thread kept the processor and looked at the time again.</summary>
    public long Spins { get; private set; }

    /// <summary>Waits until a tick has come; at once when it is past. False when stopped.</summary>
    public bool WaitUntil(long tick)
    {
        if (_stop.IsSet)
        {
            return false;
        }

        long now = _clock.Now;
        if (now >= tick)
        {
            return true;
        }

        long until = Math.Max(tick, _notBefore);
        _notBefore = until + LeastSleepTicks;
        return SleepUntil(until, now);
    }

    private bool SleepUntil(long tick, long now)
    {
        while (now < tick)
        {
            now = Rest(tick - now, now);
            if (_stop.IsSet)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets some of the remaining time pass and returns the tick after it.</summary>
    private long Rest(long remaining, long now)
    {
        if (remaining > CoarseTicks)
        {
            Sleeps++;
            _clock.SleepCoarsely(remaining - (CoarseTicks / 2));
            return _clock.Now;
        }

        long sleep = remaining - _ahead;
        if (sleep <= 0)
        {
            Spins++;
            _clock.Spin();
            return _clock.Now;
        }

        Sleeps++;
        _clock.SleepFinely(sleep);
        long woke = _clock.Now;
        Learn(woke - (now + sleep));
        return woke;
    }

    // A step up for a longer delay and down for a shorter one leads to the median, which single long delays do not move.
    private void Learn(long delay) => _ahead = Math.Clamp(delay > _ahead ? _ahead + LearningStep : _ahead - LearningStep, 0, _mostAhead);
}
