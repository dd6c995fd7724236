namespace Smg.Load.Running;

/// <summary>The time that a <see cref="PreciseTimer"/> waits by, in Stopwatch ticks.</summary>
internal interface ITimerClock
{
    /// <summary>The current tick.</summary>
    long Now { get; }

    /// <summary>Sleeps for at most a number of ticks; a set stop event ends the sleep.</summary>
    void SleepCoarsely(long ticks);

    /// <summary>Sleeps for at least a number of ticks, 4 ms at most. The system decides how much later the thread wakes.</summary>
    void SleepFinely(long ticks);

    /// <summary>Keeps the processor for a fraction of a microsecond.</summary>
    void Spin();
}
