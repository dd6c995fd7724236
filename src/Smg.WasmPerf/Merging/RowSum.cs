using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Merging;

/// <summary>The sum of rows of one measurement: of shards that ran at the same time, or of blocks that ran in turn.</summary>
/// <param name="rows">The rows, at least one.</param>
/// <param name="seconds">The measured time of all together, in seconds.</param>
internal sealed class RowSum(IReadOnlyList<ShardRow> rows, double seconds)
{
    private readonly LoadResult _first = rows[0].Row;

    /// <summary>All response times.</summary>
    public LatencyHistogram Response { get; } = Sum(rows.Select(row => row.Response));

    /// <summary>
    /// The first row with what adds up: counts, failures by cause, histograms with their percentiles, steps and metrics. The rate is the
    /// summed count over the measured time.
    /// </summary>
    public LoadResult ToRow()
    {
        LoadResult[] all = [.. rows.Select(row => row.Row)];
        LatencyHistogram service = Sum(rows.Select(row => row.Service));
        LatencyHistogram? lateness = Lateness(all);
        long ok = all.Sum(row => row.OkCount);
        return _first with
        {
            MeasuredSeconds = seconds,
            OkCount = ok,
            FailCount = all.Sum(row => row.FailCount),
            RatePerSecond = seconds > 0 ? ok / seconds : 0,
            GeneratorLimited = all.Any(row => row.GeneratorLimited),
            GeneratorLimitedReason = all.Select(row => row.GeneratorLimitedReason).FirstOrDefault(reason => reason is not null),
            DispatchLateness = lateness?.Report(),
            DispatchLatenessHistogram = lateness?.Encode(),
            AllowedLatenessUs = all.Max(row => row.AllowedLatenessUs),
            ServiceTime = service.Report(),
            ResponseTime = Response.Report(),
            Spectrum = Response.Spectrum(),
            ServiceTimeHistogram = service.Encode(),
            ResponseTimeHistogram = Response.Encode(),
            FailuresByCause = all.SelectMany(row => row.FailuresByCause)
                .GroupBy(cause => cause.Key)
                .ToDictionary(cause => cause.Key, cause => cause.Sum(one => one.Value)),
            Steps = _first.Steps is null ? null : [.. rows.SelectMany(row => row.Steps).GroupBy(step => step.Name).Select(ShardStep.Sum)],
            Metrics = _first.Metrics is null
                ? null
                : [.. all.SelectMany(row => row.Metrics ?? []).GroupBy(metric => metric.Name).Select(Metric)],
        };
    }

    /// <summary>Adds histograms.</summary>
    public static LatencyHistogram Sum(IEnumerable<LatencyHistogram> histograms) =>
        histograms.Aggregate(
            new LatencyHistogram(),
            (sum, histogram) =>
            {
                sum.Add(histogram);
                return sum;
            }
        );

    /// <summary>All of the arrivals' lateness; null where a row has none, as those of the closed model.</summary>
    private static LatencyHistogram? Lateness(LoadResult[] rows) =>
        rows.All(row => row.DispatchLatenessHistogram is not null)
            ? Sum(rows.Select(row => LatencyHistogram.Decode(row.DispatchLatenessHistogram!)))
            : null;

    private static MetricResult Metric(IEnumerable<MetricResult> metrics)
    {
        MetricResult[] rows = [.. metrics.Where(metric => metric.Samples > 0)];
        if (rows.Length == 0)
        {
            return metrics.First();
        }

        long samples = rows.Sum(metric => metric.Samples);
        return rows[0].Kind == MetricKind.Counter
            ? rows[0] with
            {
                Value = rows.Sum(metric => metric.Value),
                Samples = samples,
            }
            : rows[0] with
            {
                Value = rows.Sum(metric => metric.Value * metric.Samples) / samples,
                Min = rows.Min(metric => metric.Min),
                Max = rows.Max(metric => metric.Max),
                Samples = samples,
            };
    }
}
