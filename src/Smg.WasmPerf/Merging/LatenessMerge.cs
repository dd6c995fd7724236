using Smg.Load.Histograms;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Merging;

/// <summary>Adds the lateness of rows of one measurement.</summary>
internal static class LatenessMerge
{
    /// <summary>All of their arrivals' lateness; null where a row has none, as those of the closed model.</summary>
    public static LatencyHistogram? Sum(IReadOnlyList<LoadResult> rows) =>
        rows.All(row => row.DispatchLatenessHistogram is not null)
            ? ShardMerge.Sum(rows.Select(row => LatencyHistogram.Decode(row.DispatchLatenessHistogram!)))
            : null;
}
