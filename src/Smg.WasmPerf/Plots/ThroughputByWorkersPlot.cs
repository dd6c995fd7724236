using System.Globalization;
using ScottPlot;
using Smg.Load.Text;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>Executions a second against the number of workers.</summary>
internal sealed class ThroughputByWorkersPlot : IResultsPlot
{
    private const string Scenario = "worker-sweep";

    /// <inheritdoc/>
    public string Name => "throughput-by-workers";

    /// <inheritdoc/>
    public string Title => "Throughput by number of workers";

    /// <inheritdoc/>
    public string HowToRead =>
        "Higher is better. The dashed line is perfect scaling: the best rate of the fewest workers, in proportion to the workers "
        + "up to the number of cores.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        List<IGrouping<string, (double Workers, double Rate, string Engine)>> series =
        [
            .. results
                .Load.Where(load => load.Scenario == Scenario && double.IsFinite(load.RatePerSecond) && load.RatePerSecond > 0)
                .Select(load => (Workers: Workers(load), load.RatePerSecond, Engine: load.Parameters.GetValueOrDefault("engine", "")))
                .Where(point => point.Workers > 0)
                .GroupBy(point => point.Engine),
        ];
        double[] workers = [.. series.SelectMany(one => one).Select(point => point.Workers).Distinct().Order()];
        if (workers.Length < 2)
        {
            return null;
        }

        Plot plot = style.NewPlot(Title, Subtitle.Of(results), "workers", "executions a second");
        double top = AddIdeal(plot, style, series, workers, results.Environment.Cores);

        List<string> alt = [];
        Coordinates[][] lines = [.. series.Select(Medians)];
        for (int i = 0; i < series.Count; i++)
        {
            string name = series[i].Key.Length > 0 ? $"engine: {series[i].Key}" : "measured";
            AddLine(plot, style, lines[i], (i, name));
            AddValues(plot, style, lines, i);
            Coordinates best = lines[i].MaxBy(point => point.Y);
            top = Math.Max(top, best.Y);
            alt.Add($"{name} reaches {Quantity.Number(best.Y)} a second at {Quantity.Count((long)best.X, "worker")}");
        }

        double span = workers[^1] - workers[0];
        SetWorkerTicks(plot, workers, span);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = Quantity.Number };
        double edge = span * (style.IsNarrow ? 0.12 : 0.06);
        plot.Axes.SetLimits(workers[0] - edge, workers[^1] + edge, 0, top * 1.12);
        PlotStyle.LegendBelow(plot);
        return new PlotImage(plot, $"Lines of throughput against workers: {string.Join("; ", alt)}.");
    }

    private static void AddLine(Plot plot, PlotStyle style, Coordinates[] points, (int Number, string Name) series)
    {
        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(points, style.Series[series.Number % style.Series.Count]);
        line.LineWidth = 2.5f;
        line.MarkerSize = 10;
        line.MarkerShape = PlotStyle.Markers[series.Number % PlotStyle.Markers.Count];
        line.LegendText = series.Name;
    }

    /// <summary>
    /// Writes the values of one of the first two lines: above the higher of two points and below the lower one, so that the two do not
    /// collide.
    /// </summary>
    private static void AddValues(Plot plot, PlotStyle style, Coordinates[][] lines, int number)
    {
        foreach (Coordinates point in number < 2 ? lines[number] : [])
        {
            bool above = lines.Take(2).SelectMany(others => others).All(other => other.X != point.X || other.Y <= point.Y);
            style.Add(
                plot,
                new PlotNote(Quantity.Number(point.Y), point.X, point.Y, above ? Alignment.LowerCenter : Alignment.UpperCenter)
                {
                    OffsetY = above ? -8 : 8,
                    Color = style.Series[number % style.Series.Count],
                    Ground = style.Background.WithAlpha(0.8),
                }
            );
        }
    }

    /// <summary>A series' points: the median rate of each number of workers.</summary>
    private static Coordinates[] Medians(IEnumerable<(double Workers, double Rate, string Engine)> series) =>
        [
            .. series
                .GroupBy(point => point.Workers)
                .OrderBy(same => same.Key)
                .Select(same => new Coordinates(same.Key, MedianInterval.Of(same.Select(point => point.Rate)).Median)),
        ];

    private static double Workers(LoadResult load) =>
        int.TryParse(load.Parameters.GetValueOrDefault("workers"), NumberStyles.None, CultureInfo.InvariantCulture, out int workers)
            ? workers
            : 0;

    /// <summary>Draws the ideal line and returns its highest rate.</summary>
    private static double AddIdeal(
        Plot plot,
        PlotStyle style,
        List<IGrouping<string, (double Workers, double Rate, string Engine)>> series,
        double[] workers,
        int cores
    )
    {
        double rate = series.SelectMany(one => one).Where(point => point.Workers == workers[0]).Max(point => point.Rate);
        double full = Math.Clamp(cores, workers[0], workers[^1]);
        double highest = rate * full / workers[0];
        Coordinates[] corners = [new(workers[0], rate), new(full, highest), new(workers[^1], highest)];
        ScottPlot.Plottables.Scatter ideal = plot.Add.ScatterLine(corners, style.Grey);
        ideal.LinePattern = LinePattern.Dashed;
        ideal.LineWidth = 2;
        ideal.LegendText = $"perfect scaling on {Quantity.Count(cores, "core")}";
        return highest;
    }

    private static void SetWorkerTicks(Plot plot, double[] workers, double span)
    {
        List<double> shown = [];
        foreach (double value in workers)
        {
            if (shown.Count == 0 || value - shown[^1] >= 0.03 * span)
            {
                shown.Add(value);
            }
        }

        plot.Axes.Bottom.SetTicks([.. shown], [.. shown.Select(Quantity.Number)]);
    }
}
