namespace Smg.Load.Running;

/// <summary>Progress of a scenario. Reported about once a second, and once at its end.</summary>
public sealed record LoadProgress
{
    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>The phase of its run.</summary>
    public required LoadPhase Phase { get; init; }

    /// <summary>Time since its warm-up began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Its planned time, warm-up included, draining not.</summary>
    public required TimeSpan Total { get; init; }

    /// <summary>Counted requests that have ended.</summary>
    public required long RequestCount { get; init; }

    /// <summary>Counted requests that succeeded, per second, since the last report: as the final rate counts them.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>Counted requests that failed.</summary>
    public required long FailCount { get; init; }

    /// <summary>The median response time of the successful requests so far, in microseconds.</summary>
    public required double P50Us { get; init; }

    /// <summary>The 99th percentile of their response time, in microseconds.</summary>
    public required double P99Us { get; init; }

    /// <summary>Calls that wait in the system under load; null where it does not report them.</summary>
    public long? Waiting { get; init; }
}
