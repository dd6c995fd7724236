using System.Text.Json.Serialization;

namespace Smg.WasmPerf.Results;

/// <summary>How a gate ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GateVerdict>))]
public enum GateVerdict
{
    /// <summary>The whole interval is on the good side of the threshold.</summary>
    Passed,

    /// <summary>The whole interval is on the bad side of the threshold.</summary>
    Failed,

    /// <summary>The interval still spans the threshold after the time allowed.</summary>
    Undecided,

    /// <summary>The machine cannot measure this gate now; <see cref="GateResult.Reason"/> says why. Never counted as passed.</summary>
    Skipped,
}

/// <summary>Which side of its threshold a gate's value must be on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GateDirection>))]
public enum GateDirection
{
    /// <summary>The value must be at least the threshold: the interval's lower end decides.</summary>
    AtLeast,

    /// <summary>The value must be at most the threshold: the interval's upper end decides.</summary>
    AtMost,
}

/// <summary>A measured value held against a threshold.</summary>
public sealed record GateResult
{
    /// <summary>The gate's name, for instance <c>pooling_speedup</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The point estimate: for a ratio, the median of the pair ratios.</summary>
    public required double Value { get; init; }

    /// <summary>The lower end of the 95 % interval.</summary>
    public required double Low { get; init; }

    /// <summary>The upper end of the 95 % interval.</summary>
    public required double High { get; init; }

    /// <summary>What the value is held against.</summary>
    public required double Threshold { get; init; }

    /// <summary><c>x</c> for a ratio, <c>B</c> for bytes.</summary>
    public required string Unit { get; init; }

    /// <summary>Whether more or less is better.</summary>
    public GateDirection Direction { get; init; }

    /// <summary>True only for <see cref="GateVerdict.Passed"/>.</summary>
    public bool Passed => Verdict == GateVerdict.Passed;

    /// <summary>How the gate ended.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>
    /// Why the gate was skipped, or failed without a measurement, in one sentence; null, and not in the file, where the figures say it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>What the two sides were, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>How many interleaved pairs, or samples, the interval rests on.</summary>
    public required int Samples { get; init; }

    /// <summary>The median time of one operation of the A side, in microseconds; null where the gate does not compare times.</summary>
    public double? AMedianUs { get; init; }

    /// <summary>The median time of one operation of the B side, in microseconds; null where the gate does not compare times.</summary>
    public double? BMedianUs { get; init; }

    /// <summary>
    /// What was measured beside the two sides to see what the machine can show; null, and not in the file, where the gate has no control.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GateControl? Control { get; init; }

    /// <summary>
    /// What the first measurement found where the gate was measured twice, and this result is the second; null, and not in the file, where
    /// it was measured once.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GateAttempt? FirstAttempt { get; init; }

    /// <summary>The command that measures this gate in more detail; <c>lookCloser</c> in the file.</summary>
    [JsonPropertyName("lookCloser")]
    public required string FollowUpCommand { get; init; }

    /// <summary>
    /// Of a gate that failed: the methods that the side which fell short spends more of its time in than the other; null, and not in the
    /// file, where nobody looked.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FrameShareResult>? Frames { get; init; }
}
