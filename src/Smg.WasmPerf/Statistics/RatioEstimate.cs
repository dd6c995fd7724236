namespace Smg.WasmPerf.Statistics;

/// <summary>How many times as long the A side takes as the B side.</summary>
public sealed record RatioEstimate
{
    /// <summary>The median of the pair ratios A/B, with its 95 % interval.</summary>
    public required MedianInterval Interval { get; init; }

    /// <summary>The median time of one operation of the A side, in microseconds.</summary>
    public required double AMedianUs { get; init; }

    /// <summary>The median time of one operation of the B side, in microseconds.</summary>
    public required double BMedianUs { get; init; }

    /// <summary>Every pair's ratio A/B, in the order in which they ran.</summary>
    public required IReadOnlyList<double> Ratios { get; init; }

    /// <summary>Why the comparison stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>The median of the pair ratios.</summary>
    public double Median => Interval.Median;

    /// <summary>The lower end of the interval.</summary>
    public double Low => Interval.Low;

    /// <summary>The upper end of the interval.</summary>
    public double High => Interval.High;

    /// <summary>How many pairs the estimate stands on.</summary>
    public int Pairs => Interval.Samples;
}
