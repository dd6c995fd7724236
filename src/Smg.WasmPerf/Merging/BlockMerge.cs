using Smg.Load.Histograms;
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
        ShardRow[] rows = [.. blocks.Select(block => new ShardRow("a block", block))];
        LatencyHistogram service = ShardMerge.Sum(rows.Select(row => row.Service));
        LatencyHistogram response = ShardMerge.Sum(rows.Select(row => row.Response));
        long ok = blocks.Sum(block => block.OkCount);
        long fail = blocks.Sum(block => block.FailCount);
        double seconds = blocks.Sum(block => block.MeasuredSeconds);
        bool limited = blocks.Any(block => block.GeneratorLimited);
        return blocks[0] with
        {
            EngineNotes = blocks[0].EngineNotes is null ? null : [.. blocks.SelectMany(block => block.EngineNotes ?? []).Distinct()],
            Arrivals = blocks[0].Arrivals is { } arrivals
                ? arrivals with
                {
                    Counts = [.. blocks.SelectMany(block => block.Arrivals?.Whole ?? [])],
                }
                : null,
            MeasuredSeconds = seconds,
            OkCount = ok,
            FailCount = fail,
            RatePerSecond = seconds > 0 ? ok / seconds : 0,
            GeneratorLimited = limited,
            GeneratorLimitedReason = blocks.Select(block => block.GeneratorLimitedReason).FirstOrDefault(reason => reason is not null),
            DispatchLateness = LatenessMerge.Sum(blocks)?.Report(),
            DispatchLatenessHistogram = LatenessMerge.Sum(blocks)?.Encode(),
            AllowedLatenessUs = blocks.Max(block => block.AllowedLatenessUs),
            UndecidedThreshold = limited && thresholds.Count > 0 ? string.Join("; ", thresholds.Select(threshold => threshold.Name)) : null,
            BrokenThreshold = limited
                ? null
                : thresholds.Select(threshold => threshold.Judge(response, ok, fail)).FirstOrDefault(broken => broken is not null),
            ServiceTime = service.Report(),
            ResponseTime = response.Report(),
            Spectrum = response.Spectrum(),
            ServiceTimeHistogram = service.Encode(),
            ResponseTimeHistogram = response.Encode(),
            FailuresByCause = blocks
                .SelectMany(block => block.FailuresByCause)
                .GroupBy(cause => cause.Key)
                .ToDictionary(cause => cause.Key, cause => cause.Sum(one => one.Value)),
            Steps = blocks[0].Steps is null
                ? null
                : [.. rows.SelectMany(row => row.Steps).GroupBy(step => step.Name).Select(ShardStep.Sum)],
            Metrics = blocks[0].Metrics is null
                ? null
                : [.. blocks.SelectMany(block => block.Metrics ?? []).GroupBy(metric => metric.Name).Select(ShardMerge.Merge)],
        };
    }
}
