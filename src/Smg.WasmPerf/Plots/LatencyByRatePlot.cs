using System.Globalization;
using ScottPlot;
using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>Response time against the arrival rate, for the sweep of the most rates: rows that differ in their rate alone.</summary>
internal sealed class LatencyByRatePlot : IResultsPlot
{
    private const int FewestRates = 3;
    private const string RateParameter = "rate";

    /// <inheritdoc/>
    public string Name => "latency-by-rate";

    /// <inheritdoc/>
    public string Title => "Response time by arrival rate";

    /// <inheritdoc/>
    public string HowToRead =>
        "Lower is better; where the line of the 99th percentile turns up, the system is saturated. Each mark is a run, and a rate "
        + "may have several. Hollow marks are runs whose load generator could not keep the schedule: they are not results, and the "
        + "line leaves them out.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        IGrouping<string, LoadResult>? scenario = results
            .Load.Where(load => load.Engine is null && load.TargetRatePerSecond > 0)
            .Where(load => load.ResponseTime.P50Us > 0 && load.ResponseTime.P99Us > 0 && double.IsFinite(load.ResponseTime.P99Us))
            .Where(IsOfSweep)
            .GroupBy(SweptUnder)
            .MaxBy(Rates);
        if (scenario is null || Rates(scenario) < FewestRates)
        {
            return null;
        }

        string name = scenario.First().Scenario;
        LoadResult[] rows = [.. scenario.OrderBy(load => load.TargetRatePerSecond)];
        FindMaxResult? search = results.FindMax;
        double? knee = search is null ? Knee(Points(rows, load => load.ResponseTime.P99Us)) : search.MaximumRate;
        Plot plot = style.NewPlot(
            Title,
            Subtitle.Of(results, $"{name}, guest {rows[0].Parameters.GetValueOrDefault("guest", "unknown")}"),
            "arrivals a second (log scale)",
            "response time (log scale)"
        );
        AddSeries(plot, rows, load => load.ResponseTime.P99Us, "p99", style.Vermillion, MarkerShape.FilledSquare, MarkerShape.OpenSquare);
        AddSeries(plot, rows, load => load.ResponseTime.P50Us, "p50", style.Blue, MarkerShape.FilledCircle, MarkerShape.OpenCircle);

        double[] times =
        [
            .. rows.SelectMany(load => new[] { load.ResponseTime.P50Us, load.ResponseTime.P99Us }),
            .. search is null ? [] : new[] { search.MaxP99Ms * 1_000 },
        ];
        (double low, double high) = (times.Min() / 1.4, times.Max() * 1.8);
        (double left, double right) = (rows[0].TargetRatePerSecond!.Value / 1.15, rows[^1].TargetRatePerSecond!.Value * 1.15);
        if (search is not null)
        {
            double objective = search.MaxP99Ms * 1_000;
            plot.Add.HorizontalLine(Math.Log10(objective), 2, style.Ink, LinePattern.Dashed).LegendText =
                $"objective: p99 at most {Quantity.Time(objective)}";
        }

        string found = knee is { } at ? MarkKnee(plot, style, at, search, Math.Log10(high)) : "no maximum";
        plot.Axes.Bottom.TickGenerator = LogTicks.Over(left, right, Quantity.Number);
        plot.Axes.Left.TickGenerator = LogTicks.Over(low, high, Quantity.Time);
        plot.Axes.SetLimits(Math.Log10(left), Math.Log10(right), Math.Log10(low), Math.Log10(high));
        PlotStyle.LegendBelow(plot);
        return new PlotImage(
            plot,
            $"Response time of {name} at {Rates(scenario)} rates: {found}; p99 {Quantity.Time(rows[0].ResponseTime.P99Us)} at "
                + $"{Quantity.Number(rows[0].TargetRatePerSecond!.Value)} a second, "
                + $"{Quantity.Time(rows[^1].ResponseTime.P99Us)} at {Quantity.Number(rows[^1].TargetRatePerSecond!.Value)}."
        );
    }

    /// <summary>Where a line turns up: the point farthest below the straight line from its first to its last point.</summary>
    /// <param name="points">Logarithms of rates and times, the rates rising.</param>
    /// <returns>The rate; null when no point is below that line.</returns>
    internal static double? Knee(IReadOnlyList<Coordinates> points)
    {
        if (points.Count < FewestRates)
        {
            return null;
        }

        (Coordinates first, Coordinates last) = (points[0], points[^1]);
        double Below(Coordinates point) => first.Y + ((last.Y - first.Y) * (point.X - first.X) / (last.X - first.X)) - point.Y;
        Coordinates knee = points.MaxBy(Below);
        return Below(knee) > 1e-9 ? Math.Pow(10, knee.X) : null;
    }

    /// <summary>The best run of each rate whose generator kept its schedule.</summary>
    private static Coordinates[] Points(IEnumerable<LoadResult> rows, Func<LoadResult, double> us) =>
        [
            .. rows.Where(load => !load.GeneratorLimited)
                .GroupBy(load => load.TargetRatePerSecond!.Value)
                .OrderBy(rate => rate.Key)
                .Select(rate => new Coordinates(Math.Log10(rate.Key), Math.Log10(rate.Min(us)))),
        ];

    /// <summary>
    /// Whether a row's planned rate is the rate that was set for it: a burst's peak, or one module's part of a mixture, is not.
    /// </summary>
    private static bool IsOfSweep(LoadResult load) =>
        !load.Parameters.TryGetValue(RateParameter, out string? rate)
        || (
            double.TryParse(rate, NumberStyles.Float, CultureInfo.InvariantCulture, out double set)
            && Math.Abs((load.TargetRatePerSecond!.Value / set) - 1) < 0.001
        );

    /// <summary>What the rows of one sweep share: the scenario, and everything that was set but the rate.</summary>
    private static string SweptUnder(LoadResult load) =>
        string.Join(
            '\n',
            [
                load.Scenario,
                .. load
                    .Parameters.Where(one => one.Key != RateParameter)
                    .OrderBy(one => one.Key, StringComparer.Ordinal)
                    .Select(one => $"{one.Key}={one.Value}"),
            ]
        );

    private static int Rates(IEnumerable<LoadResult> rows) => rows.Select(load => load.TargetRatePerSecond).Distinct().Count();

    private static void AddSeries(
        Plot plot,
        LoadResult[] rows,
        Func<LoadResult, double> us,
        string name,
        Color color,
        MarkerShape shape,
        MarkerShape hollow
    )
    {
        if (Points(rows, us) is { Length: > 0 } points)
        {
            plot.Add.ScatterLine(points, color).LineWidth = 2.5f;
        }

        foreach (bool limited in new[] { false, true })
        {
            Coordinates[] marks =
            [
                .. rows.Where(load => load.GeneratorLimited == limited)
                    .Select(load => new Coordinates(Math.Log10(load.TargetRatePerSecond!.Value), Math.Log10(us(load)))),
            ];
            if (marks.Length > 0)
            {
                plot.Add.Markers(marks, limited ? hollow : shape, 10, color).LegendText = limited ? $"{name}, generator-limited" : name;
            }
        }
    }

    private static string MarkKnee(Plot plot, PlotStyle style, double rate, FindMaxResult? search, double top)
    {
        string text = search?.Verdict switch
        {
            null => $"knee at {Quantity.Rounded(rate)}/s",
            "Found" => $"maximum {Quantity.Rounded(rate)}/s",
            _ => $"at least {Quantity.Rounded(rate)}/s",
        };
        plot.Add.VerticalLine(Math.Log10(rate), 2, style.Grey, LinePattern.Dotted);
        style.Add(
            plot,
            new PlotNote(text, Math.Log10(rate), top, Alignment.UpperRight)
            {
                OffsetX = -8,
                OffsetY = 8,
                Ground = style.Background.WithAlpha(0.8),
            }
        );
        return text;
    }
}
