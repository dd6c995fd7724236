using System.Text.Json.Serialization;

namespace Smg.Load.Histograms;

/// <summary>
/// Summary of a histogram of latencies, as a row of a table. All values are in microseconds. Percentiles are by nearest rank; NaN, and null
/// in a file, where the sample does not support them.
/// </summary>
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
    [property: JsonConverter(typeof(NullForNaN))] double P50Us,
    [property: JsonConverter(typeof(NullForNaN))] double P75Us,
    [property: JsonConverter(typeof(NullForNaN))] double P90Us,
    [property: JsonConverter(typeof(NullForNaN))] double P95Us,
    [property: JsonConverter(typeof(NullForNaN))] double P99Us,
    [property: JsonConverter(typeof(NullForNaN))] double P999Us,
    double MaxUs,
    double StdDevUs
)
{
    /// <summary>Latencies that must lie above a percentile: with fewer, it is the luck of a few.</summary>
    private const int FewestAbove = 5;

    /// <summary>Whether a sample is large enough for a percentile: n times (1 - p) is at least 5.</summary>
    /// <param name="percentile">From 0 to 100.</param>
    /// <param name="count">How many latencies there are.</param>
    public static bool IsSupported(double percentile, long count) => count * (100 - (decimal)percentile) >= FewestAbove * 100;

    /// <summary>Returns the summary without the percentiles for which a sample is too small.</summary>
    /// <param name="count">How many latencies there are.</param>
    public LatencySummary SupportedBy(long count)
    {
        return this with
        {
            P50Us = Only(50, P50Us),
            P75Us = Only(75, P75Us),
            P90Us = Only(90, P90Us),
            P95Us = Only(95, P95Us),
            P99Us = Only(99, P99Us),
            P999Us = Only(99.9, P999Us),
        };

        double Only(double percentile, double value) => IsSupported(percentile, count) ? value : double.NaN;
    }
}
