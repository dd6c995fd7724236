using Smg.Load.Histograms;

namespace Smg.Load.Stats;

/// <summary>Response times, counted from the intended start. All values are milliseconds; zeros when nothing was timed.</summary>
/// <param name="MinMs">The smallest.</param>
/// <param name="MeanMs">The arithmetic mean.</param>
/// <param name="MaxMs">The largest.</param>
/// <param name="Percent50">The median.</param>
/// <param name="Percent75">The 75th percentile.</param>
/// <param name="Percent95">The 95th percentile.</param>
/// <param name="Percent99">The 99th percentile.</param>
/// <param name="StdDev">The standard deviation.</param>
public sealed record LatencyStats(
    double MinMs,
    double MeanMs,
    double MaxMs,
    double Percent50,
    double Percent75,
    double Percent95,
    double Percent99,
    double StdDev
)
{
    internal static LatencyStats Of(LatencySummary us) =>
        new(
            us.MinUs / 1e3,
            us.MeanUs / 1e3,
            us.MaxUs / 1e3,
            us.P50Us / 1e3,
            us.P75Us / 1e3,
            us.P95Us / 1e3,
            us.P99Us / 1e3,
            us.StdDevUs / 1e3
        );
}
