namespace Smg.Load.Histograms;

/// <summary>One point of a percentile spectrum.</summary>
/// <param name="Percentile">From 0 to 100.</param>
/// <param name="ValueUs">The latency at that percentile, in microseconds.</param>
public sealed record PercentilePoint(double Percentile, double ValueUs);
