using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Load;

/// <summary>Adds blocks of one measurement that ran one after another, with others between them: counts, histograms and measured times are sums.</summary>
public static class BlockMerge
{
    /// <summary>Adds blocks.</summary>
    /// <param name="blocks">The blocks, at least one, all of one scenario and configuration.</param>
    /// <param name="thresholds">Limits that hold for the sum; those of single blocks do not count.</param>
    public static LoadResult Sum(IReadOnlyList<LoadResult> blocks, IReadOnlyList<Threshold> thresholds)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(thresholds);
        ArgumentOutOfRangeException.ThrowIfZero(blocks.Count, nameof(blocks));
        ShardRow[] rows = [.. blocks.Select(block => new ShardRow("a block", block))];
        LatencyHistogram service = ShardMerge.Sum(rows.Select(row => row.Service));
        LatencyHistogram response = ShardMerge.Sum(rows.Select(row => row.Response));
        long ok = blocks.Sum(block => block.OkCount);
        long fail = blocks.Sum(block => block.FailCount);
        double seconds = blocks.Sum(block => block.MeasuredSeconds);
        return blocks[0] with
        {
            MeasuredSeconds = seconds,
            OkCount = ok,
            FailCount = fail,
            RatePerSecond = seconds > 0 ? ok / seconds : 0,
            GeneratorLimited = blocks.Any(block => block.GeneratorLimited),
            BrokenThreshold = thresholds.Select(threshold => threshold.Judge(response, ok, fail)).FirstOrDefault(broken => broken is not null),
            ServiceTime = service.Report(),
            ResponseTime = response.Report(),
            Spectrum = response.Spectrum(),
            ServiceTimeHistogram = service.Encode(),
            ResponseTimeHistogram = response.Encode(),
            FailuresByCause = blocks.SelectMany(block => block.FailuresByCause).GroupBy(cause => cause.Key).ToDictionary(cause => cause.Key, cause => cause.Sum(one => one.Value)),
            Steps = blocks[0].Steps is null ? null : [.. rows.SelectMany(row => row.Steps).GroupBy(step => step.Name).Select(ShardStep.Sum)],
            Metrics = blocks[0].Metrics is null ? null : [.. blocks.SelectMany(block => block.Metrics ?? []).GroupBy(metric => metric.Name).Select(ShardMerge.Merge)],
        };
    }
}
