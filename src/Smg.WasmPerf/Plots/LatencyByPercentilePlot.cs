using ScottPlot;
using ScottPlot.TickGenerators;
using Smg.Load.Text;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Plots;

/// <summary>Response time against percentile, on the axis of HdrHistogram's plots.</summary>
internal sealed class LatencyByPercentilePlot : IResultsPlot
{
    private const int MostLines = 8;
    private const int LongestName = 44;

    private static readonly double[] Percentiles = [0, 50, 90, 99, 99.9, 99.99, 99.999, 99.9999];

    /// <inheritdoc/>
    public string Name => "latency-by-percentile";

    /// <inheritdoc/>
    public string Title => "Response time by percentile";

    /// <inheritdoc/>
    public string HowToRead =>
        "Lower and flatter is better. Response time counts from a request's intended start, so it includes the wait for a busy "
        + "system. Each step to the right is a request ten times as rare. A dotted line is not a result: its load generator could "
        + "not keep the schedule.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        List<(LoadResult Load, Coordinates[] Points)> all =
        [
            .. results.Load.Select(load => (Load: load, Points: PointsOf(load))).Where(line => line.Points.Length >= 2),
        ];
        if (all.Count == 0)
        {
            return null;
        }

        List<(LoadResult Load, Coordinates[] Points)> lines = Choose(all);
        string special = lines.Count < all.Count ? $"{lines.Count} of {all.Count} configurations" : "";
        Plot plot = style.NewPlot(Title, Subtitle.Of(results, special), "percentile of requests (%)", $"{TimesOf(lines)} (log scale)");
        for (int i = 0; i < lines.Count; i++)
        {
            LoadResult load = lines[i].Load;
            ScottPlot.Plottables.Scatter line = plot.Add.Scatter(lines[i].Points, style.Series[i]);
            line.LineWidth = 2.5f;
            line.LinePattern = load.GeneratorLimited ? LinePattern.Dotted : LinePattern.Solid;
            line.MarkerSize = 7;
            line.MarkerShape = PlotStyle.Markers[i];
            string remark = load.GeneratorLimited ? " (generator-limited)" : "";
            line.LegendText =
                $"{load.Scenario} {load.Configuration}".Shortened(LongestName - (style.IsNarrow ? remark.Length : 0)) + remark;
        }

        double right = lines.Max(line => line.Points[^1].X);
        double low = Math.Pow(10, lines.Min(line => line.Points.Min(point => point.Y)));
        double high = Math.Pow(10, lines.Max(line => line.Points.Max(point => point.Y)));
        (low, high) = (low / 1.25, Math.Max(high * 1.25, low * 4));
        double[] shown = [.. Percentiles.Where(percentile => Place(percentile) <= right + 0.05 && !(style.IsNarrow && percentile == 50))];
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. shown.Select(Place)],
            [.. shown.Select(p => FormattableString.Invariant($"{p}{(style.IsNarrow ? "" : " %")}"))]
        );
        plot.Axes.Left.TickGenerator = LogTicks.Over(low, high, Quantity.Time);
        plot.Axes.SetLimits(0, right * 1.02, Math.Log10(low), Math.Log10(high));
        PlotStyle.LegendBelow(plot);
        int legendRows = style.IsNarrow ? lines.Count : (lines.Count + 1) / 2;
        return new PlotImage(
            plot,
            $"Response time rising with the percentile: {string.Join("; ", lines.Select(line => Alt(line.Load)))}.",
            PlotStyle.Height + (Math.Max(0, legendRows - 2) * 22)
        );
    }

    private static double Place(double percentile) => -Math.Log10(1 - (percentile / 100));

    /// <summary>A spectrum's points. The largest value, at 100 %, is that of a single request.</summary>
    private static Coordinates[] PointsOf(LoadResult load)
    {
        List<Coordinates> points =
        [
            .. load
                .Spectrum.Where(p => p.Percentile is >= 0 and < 100 && p.ValueUs > 0 && double.IsFinite(p.ValueUs))
                .Select(p => new Coordinates(Place(p.Percentile), Math.Log10(p.ValueUs))),
        ];

        // Beyond one request in all there is nothing to tell.
        double end = Math.Log10(Math.Max(10, load.OkCount));
        points.RemoveAll(point => point.X > end);
        double last = load.Spectrum.Where(p => p.Percentile >= 100).Select(p => p.ValueUs).FirstOrDefault();
        if (last > 0 && double.IsFinite(last))
        {
            points.Add(new Coordinates(end, Math.Log10(last)));
        }

        return [.. points];
    }

    /// <summary>
    /// All lines where they are few; else each scenario's last configuration, then each one's first, second and so on, until there are
    /// enough.
    /// </summary>
    private static List<(LoadResult Load, Coordinates[] Points)> Choose(List<(LoadResult Load, Coordinates[] Points)> all)
    {
        if (all.Count <= MostLines)
        {
            return all;
        }

        HashSet<LoadResult> chosen =
        [
            .. all.GroupBy(line => line.Load.Scenario)
                .SelectMany(scenario => scenario.Select((line, i) => (line.Load, Turn: i == scenario.Count() - 1 ? -1 : i)))
                .OrderBy(line => line.Turn)
                .Take(MostLines)
                .Select(line => line.Load),
        ];
        return [.. all.Where(line => chosen.Contains(line.Load))];
    }

    private static string Alt(LoadResult load) =>
        $"{load.Scenario} {load.Configuration} median {Quantity.Time(load.ResponseTime.P50Us)}, 99th percentile "
        + $"{Quantity.Time(load.ResponseTime.P99Us)}";

    /// <summary>Other engines keep no intended starts: what they measure is the service time.</summary>
    private static string TimesOf(List<(LoadResult Load, Coordinates[] Points)> lines)
    {
        int others = lines.Count(line => line.Load.Engine is not null);
        return others == 0 ? "response time"
            : others == lines.Count ? "service time"
            : "response time, NBomber's service time";
    }
}
