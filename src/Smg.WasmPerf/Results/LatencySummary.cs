namespace Smg.WasmPerf.Results;

/// <summary>What a histogram of latencies says in a row of a table. All values are microseconds.</summary>
/// <param name="MinUs">The smallest recorded latency.</param>
/// <param name="MeanUs">The arithmetic mean.</param>
/// <param name="P50Us">The median.</param>
/// <param name="P75Us">The 75th percentile.</param>
/// <param name="P90Us">The 90th percentile.</param>
/// <param name="P95Us">The 95th percentile.</param>
/// <param name="P99Us">The 99th percentile.</param>
/// <param name="P999Us">The 99.9th percentile.</param>
/// <param name="MaxUs">The largest recorded latency.</param>
/// <param name="StdDevUs">The standard deviation.</param>
public sealed record LatencySummary(
    double MinUs,
    double MeanUs,
    double P50Us,
    double P75Us,
    double P90Us,
    double P95Us,
    double P99Us,
    double P999Us,
    double MaxUs,
    double StdDevUs);
