namespace Smg.Load.Running;

/// <summary>How far a scenario is. Reported about once a second, and once when it is done.</summary>
public sealed record LoadProgress
{
    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>Where its run is.</summary>
    public required LoadPhase Phase { get; init; }

    /// <summary>Time since its warm-up began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Its planned time, warm-up included, draining not.</summary>
    public required TimeSpan Total { get; init; }

    /// <summary>Counted requests that have ended.</summary>
    public required long RequestCount { get; init; }

    /// <summary>Counted requests that succeeded since the last report, a second: the same as the final row's rate counts.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>Counted requests that failed.</summary>
    public required long FailCount { get; init; }

    /// <summary>The median response time of the successful requests so far, in microseconds.</summary>
    public required double P50Us { get; init; }

    /// <summary>The 99th percentile of their response time, in microseconds.</summary>
    public required double P99Us { get; init; }

    /// <summary>Calls that wait in the system under load; null where it does not tell.</summary>
    public long? Waiting { get; init; }
}
