using Smg.Load.Histograms;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Merging;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>
/// Measures several arms in short blocks that take turns in a new random order each round, so that whatever slows the machine down for a
/// while slows all of them. Each row but the first gets its ratios to the first's block of the same round.
/// </summary>
/// <param name="settings">What the blocks are run with; each arm is measured for its duration.</param>
/// <param name="progress">Receives the progress.</param>
internal sealed class InterleavedBlocks(LoadSettings settings, IProgress<LoadProgress> progress)
{
    /// <summary>A ratio below 1 is what modules cost.</summary>
    public const string RateRatio = "rate over no module";

    /// <summary>A ratio above 1 is what modules cost.</summary>
    public const string TimeRatio = "p50 over no module";

    private static readonly TimeSpan BlockWarmUp = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan _block = settings.Duration < LoadEngine.Block ? settings.Duration : LoadEngine.Block;

    /// <summary>Measures.</summary>
    /// <param name="arms">The arms; the first is what the others are held against.</param>
    /// <param name="timeOf">The time that <see cref="TimeRatio"/> is of.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public async Task<IReadOnlyList<LoadResult>> RunAsync(
        IReadOnlyList<HttpArm> arms,
        Func<LoadResult, LatencySummary> timeOf,
        CancellationToken cancellationToken
    )
    {
        int rounds = Math.Max(1, (int)Math.Round(settings.Duration / _block));
        List<LoadResult>[] blocks = [.. arms.Select(_ => new List<LoadResult>(rounds))];
        await new Experiment()
            .RunAsync(Schedules.Rounds(new Random(1), arms.Count, rounds), RunRoundAsync, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        LoadResult[] rows = [.. blocks.Select(arm => BlockMerge.Sum(arm, settings.Thresholds))];
        return
        [
            rows[0],
            .. rows.Skip(1).Select((row, i) => row with { Metrics = [.. row.Metrics ?? [], .. Ratios(blocks[0], blocks[i + 1], timeOf)] }),
        ];

        async Task RunRoundAsync(IReadOnlyList<int> turns)
        {
            foreach (int turn in turns)
            {
                blocks[turn]
                    .Add(await RunBlockAsync(arms[turn], isFirst: blocks[turn].Count == 0, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    private async Task<LoadResult> RunBlockAsync(HttpArm arm, bool isFirst, CancellationToken cancellationToken)
    {
        // A block is shorter than a second, and between two of a arm's are those of the others: its seconds cannot be separated.
        LoadSettings block = settings with
        {
            Duration = _block,
            WarmUp = isFirst ? settings.WarmUp : BlockWarmUp,
            Thresholds = [],
            Diagnostics = false,
        };
        IReadOnlyList<LoadResult> rows = await LoadEngine
            .MeasureAsync(
                new LoadMeasurement(block, progress) { Configuration = arm.Configuration, Parameters = arm.Parameters },
                [arm.Scenario.WithLoadSimulations(arm.Load(block.Duration))],
                cancellationToken
            )
            .ConfigureAwait(false);
        return rows.Single();
    }

    private static IEnumerable<MetricResult> Ratios(
        List<LoadResult> without,
        List<LoadResult> with,
        Func<LoadResult, LatencySummary> timeOf
    ) =>
        [
            .. Estimate(RateRatio, without.Zip(with, (a, b) => b.RatePerSecond / a.RatePerSecond)),
            .. Estimate(TimeRatio, without.Zip(with, (a, b) => timeOf(b).P50Us / timeOf(a).P50Us)),
        ];

    /// <summary>A block in which nothing succeeded has no ratio.</summary>
    private static IEnumerable<MetricResult> Estimate(string name, IEnumerable<double> ratios)
    {
        double[] samples = [.. ratios.Where(ratio => double.IsFinite(ratio) && ratio > 0)];
        if (samples.Length > 0)
        {
            MedianInterval interval = MedianInterval.Of(samples);
            yield return new MetricResult(name, "x", MetricKind.Estimate, interval.Median, interval.Low, interval.High, interval.Samples);
        }
    }
}
