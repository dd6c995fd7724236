using Smg.Load.Scenarios;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Merging;

/// <summary>
/// Adds blocks of one measurement that ran one after another, with others between them: counts, histograms and measured times are sums.
/// </summary>
public static class BlockMerge
{
    /// <summary>Adds blocks.</summary>
    /// <param name="blocks">The blocks, at least one, all of one scenario and configuration.</param>
    /// <param name="thresholds">Limits that hold for the sum; those of single blocks do not count.</param>
    public static LoadResult Sum(IReadOnlyList<LoadResult> blocks, IReadOnlyList<Threshold> thresholds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(blocks.Count, nameof(blocks));
        RowSum sum = new([.. blocks.Select(block => new ShardRow("a block", block))], blocks.Sum(block => block.MeasuredSeconds));
        LoadResult row = sum.ToRow();
        return row with
        {
            EngineNotes = row.EngineNotes is null ? null : [.. blocks.SelectMany(block => block.EngineNotes ?? []).Distinct()],
            Arrivals = row.Arrivals is { } arrivals
                ? arrivals with
                {
                    Counts = [.. blocks.SelectMany(block => block.Arrivals?.Whole ?? [])],
                }
                : null,
            UndecidedThreshold =
                row.GeneratorLimited && thresholds.Count > 0 ? string.Join("; ", thresholds.Select(threshold => threshold.Name)) : null,
            BrokenThreshold = row.GeneratorLimited
                ? null
                : thresholds
                    .Select(threshold => threshold.Judge(sum.Response, row.OkCount, row.FailCount))
                    .FirstOrDefault(broken => broken is not null),
        };
    }
}
