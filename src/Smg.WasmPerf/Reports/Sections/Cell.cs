using System.Globalization;
using Smg.Load.Histograms;
using Smg.Load.Text;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>Cells that several tables have.</summary>
internal static class Cell
{
    /// <summary>A whole number with its thousands apart.</summary>
    /// <param name="count">The number.</param>
    public static string Whole(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);

    /// <summary>Median, 90th, 99th and 99.9th percentile, and the largest.</summary>
    /// <param name="time">The times.</param>
    public static IEnumerable<string> Times(LatencySummary time) =>
        new[] { time.P50Us, time.P90Us, time.P99Us, time.P999Us, time.MaxUs }.Select(Quantity.Time);
}
