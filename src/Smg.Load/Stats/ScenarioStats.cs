using Smg.Load.Histograms;
using Smg.Load.Scenarios;

namespace Smg.Load.Stats;

/// <summary>Results of one scenario, without the warm-up's requests.</summary>
public sealed record ScenarioStats
{
    /// <summary>The scenario's name.</summary>
    public required string ScenarioName { get; init; }

    /// <summary>The load model.</summary>
    public required LoadModel Model { get; init; }

    /// <summary>Length of the warm-up, whose requests do not count.</summary>
    public required TimeSpan WarmUpDuration { get; init; }

    /// <summary>Time from the first counted request's intended start to the last one's end, over which rates are computed.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The requests that succeeded.</summary>
    public required MeasurementStats Ok { get; init; }

    /// <summary>The requests that failed.</summary>
    public required MeasurementStats Fail { get; init; }

    /// <summary>Actual start to end, successful requests only.</summary>
    public required LatencySummary ServiceTime { get; init; }

    /// <summary>Intended start to end, successful requests only.</summary>
    public required LatencySummary ResponseTime { get; init; }

    /// <summary>The response time's percentile spectrum, from 0 to 100, rising.</summary>
    public required IReadOnlyList<PercentilePoint> Spectrum { get; init; }

    /// <summary>Full histogram of <see cref="ServiceTime"/>.</summary>
    public required EncodedHistogram ServiceTimeHistogram { get; init; }

    /// <summary>Full histogram of <see cref="ResponseTime"/>.</summary>
    public required EncodedHistogram ResponseTimeHistogram { get; init; }

    /// <summary>Why the scenario ended before its planned time; null when it did not.</summary>
    public string? StopReason { get; init; }

    /// <summary>The limit that was broken and by how much, in one line; null when all limits were met.</summary>
    public string? BrokenThreshold { get; init; }

    /// <summary>The open model's mean planned rate, arrivals a second; null for the closed model.</summary>
    public double? TargetRatePerSecond { get; init; }

    /// <summary>The open model's arrivals that came due; null for the closed model.</summary>
    public long? ArrivalCount { get; init; }

    /// <summary>Lateness of the open model's arrivals: how much later than intended they started; null for the closed model.</summary>
    public LatencySummary? DispatchLateness { get; init; }

    /// <summary>Full histogram of <see cref="DispatchLateness"/>; null for the closed model.</summary>
    public EncodedHistogram? DispatchLatenessHistogram { get; init; }

    /// <summary>
    /// The largest p99 of the lateness at which the row is a result, in microseconds; null for the closed model. See
    /// <see cref="LatenessLimit"/>.
    /// </summary>
    public double? AllowedLatenessUs { get; init; }

    /// <summary>True when the generator fell behind its schedule, by <see cref="LatenessLimit"/>: the row is not a result.</summary>
    public bool GeneratorLimited => GeneratorLimitedReason is not null;

    /// <summary>Why the row is not a result, as a clause; null where it is one.</summary>
    public string? GeneratorLimitedReason { get; init; }

    /// <summary>
    /// The limits that cannot be judged because the row is not a result, in a line; null where the row is one, or has no limits.
    /// </summary>
    public string? UndecidedThreshold { get; init; }

    /// <summary>Results of the requests' steps, in the order in which they were first seen.</summary>
    public IReadOnlyList<StepStats> StepStats { get; init; } = [];

    /// <summary>The scenario's own values, in the order in which they were registered.</summary>
    public IReadOnlyList<MetricResult> Metrics { get; init; } = [];

    /// <summary>The seconds of the measurement; null where they were not recorded.</summary>
    public IReadOnlyList<LoadSecond>? Seconds { get; init; }

    /// <summary>Counted requests.</summary>
    public long AllRequestCount => Ok.Request.Count + Fail.Request.Count;

    /// <summary>These stats, marked as not a result: a limit is then neither broken nor kept.</summary>
    /// <param name="reason">Why; null where the row is a result.</param>
    internal ScenarioStats Limited(string? reason) =>
        reason is null
            ? this
            : this with
            {
                GeneratorLimitedReason = reason,
                BrokenThreshold = null,
                UndecidedThreshold = Thresholds.Count == 0 ? null : string.Join("; ", Thresholds),
            };

    /// <summary>The limits that the scenario was held to, by name.</summary>
    internal IReadOnlyList<string> Thresholds { get; init; } = [];
}
