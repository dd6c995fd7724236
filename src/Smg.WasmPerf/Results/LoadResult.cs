using System.Text.Json.Serialization;
using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.Load.Stats;

namespace Smg.WasmPerf.Results;

/// <summary>The outcome of one load scenario under one configuration.</summary>
public sealed record LoadResult
{
    /// <summary>The scenario's name, for instance <c>steady-state</c>.</summary>
    public required string Scenario { get; init; }

    /// <summary><c>closed</c> (a fixed number of callers) or <c>open</c> (an arrival rate).</summary>
    public required string Model { get; init; }

    /// <summary>What distinguishes this row from others of the same scenario, for instance <c>workers=2</c>.</summary>
    public required string Configuration { get; init; }

    /// <summary>
    /// The load engine and its version; null, and not in the file, for the lab's own. Another engine keeps no intended starts:
    /// <see cref="ResponseTime"/> then equals <see cref="ServiceTime"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Engine { get; init; }

    /// <summary>
    /// What the engine does otherwise than the lab's own, where it shows in the row's figures; null, and not in the file, for the lab's
    /// own.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? EngineNotes { get; init; }

    /// <summary>Seconds spent before the measurement, whose requests are not counted.</summary>
    public required double WarmUpSeconds { get; init; }

    /// <summary>Seconds from the first counted request's intended start to the last one's end.</summary>
    public required double MeasuredSeconds { get; init; }

    /// <summary>Requests that succeeded in the measured time.</summary>
    public required long OkCount { get; init; }

    /// <summary>Requests that failed in the measured time.</summary>
    public required long FailCount { get; init; }

    /// <summary>Successful requests a second: <see cref="OkCount"/> over <see cref="MeasuredSeconds"/>.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>The planned arrival rate of an open model; null for a closed one.</summary>
    public double? TargetRatePerSecond { get; init; }

    /// <summary>True when the generator could not keep its schedule: the row then says nothing of the system under load.</summary>
    public bool GeneratorLimited { get; init; }

    /// <summary>Why the generator limits the row, as a clause for people; null, and not in the file, where the row is a result.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GeneratorLimitedReason { get; init; }

    /// <summary>
    /// How much later than intended the open model's arrivals were handed on; null, and not in the file, for the closed model and in older
    /// files.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LatencySummary? DispatchLateness { get; init; }

    /// <summary>All of <see cref="DispatchLateness"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EncodedHistogram? DispatchLatenessHistogram { get; init; }

    /// <summary>
    /// The largest 99th percentile of the lateness at which the row is a result, in microseconds: what was asked for, or what the row's own
    /// p99 allows.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AllowedLatenessUs { get; init; }

    /// <summary>
    /// The limits that were neither broken nor kept, because the row is not a result; null, and not in the file, where it is one.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UndecidedThreshold { get; init; }

    /// <summary>The limit that was broken and by how much, in a line; null when none was.</summary>
    public string? BrokenThreshold { get; init; }

    /// <summary>Time from the real start of a request to its end, successful requests only.</summary>
    public required LatencySummary ServiceTime { get; init; }

    /// <summary>Time from the intended start of a request to its end, successful requests only.</summary>
    public required LatencySummary ResponseTime { get; init; }

    /// <summary>The response time's percentile spectrum, from 0 to 100, rising.</summary>
    public required IReadOnlyList<PercentilePoint> Spectrum { get; init; }

    /// <summary>All of <see cref="ServiceTime"/>; null in files from before there were histograms.</summary>
    public EncodedHistogram? ServiceTimeHistogram { get; init; }

    /// <summary>All of <see cref="ResponseTime"/>; null in files from before there were histograms.</summary>
    public EncodedHistogram? ResponseTimeHistogram { get; init; }

    /// <summary>Failed requests by cause, for instance <c>Timeout</c>.</summary>
    public required IReadOnlyDictionary<string, long> FailuresByCause { get; init; }

    /// <summary>Everything that was set for the run: guest, workers, body size and so on.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The requests' steps; null, and not in the file, where they have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StepResult>? Steps { get; init; }

    /// <summary>The scenario's own values; null, and not in the file, where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MetricResult>? Metrics { get; init; }

    /// <summary>
    /// Where the time of the runtime's calls went; null, and not in the file, where it was not asked for, and where another row of the same
    /// run has it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PhasesResult? Phases { get; init; }

    /// <summary>
    /// What the .NET runtime did; null, and not in the file, where it was not asked for, and where another row of the same run has it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DiagnosticsResult? Diagnostics { get; init; }

    /// <summary>The seconds of the measurement; null, and not in the file, where they were not recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LoadSecond>? Seconds { get; init; }

    /// <summary>How evenly the requests started; null, and not in the file, where it was not recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ArrivalsResult? Arrivals { get; init; }
}
