using System.Globalization;
using ScottPlot;
using Smg.Load.Stats;
using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>
/// The seconds of one row of the load results: its requests, and below them what the .NET runtime did in the same seconds.
/// </summary>
/// <param name="number">Which of the rows that were watched, from 1.</param>
internal sealed class TimelinePlot(int number) : IResultsPlot
{
    private const int MostRows = 16;
    private const int LaneHeight = 62;
    private const int Surroundings = 150;
    private const double LaneFill = 0.8;

    /// <inheritdoc/>
    public string Name => number == 1 ? "timeline" : $"timeline-{number}";

    /// <inheritdoc/>
    public string Title => number == 1 ? "Second by second" : $"Second by second ({number})";

    /// <inheritdoc/>
    public string HowToRead =>
        "Time runs to the right; each row has a scale from 0 to its largest value, which is printed at its right. A peak of the "
        + "p99 above a pause of the garbage collector, a busy processor or a queue of the thread pool points to the cause.";

    /// <summary>A plot for each row that may have been watched.</summary>
    public static IEnumerable<TimelinePlot> OfEachRow() => Enumerable.Range(1, MostRows).Select(number => new TimelinePlot(number));

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        LoadResult? load = results.Load.Where(one => one is { Diagnostics: not null, Seconds.Count: > 0 }).ElementAtOrDefault(number - 1);
        if (load is null)
        {
            return null;
        }

        Lane[] lanes = [.. Lanes(load)];
        Plot plot = style.NewPlot(Title, Subtitle.Of(results, $"{load.Scenario} {load.Configuration}"), "time of the measurement (s)", "");
        for (int i = 0; i < lanes.Length; i++)
        {
            Add(plot, style, lanes[i], -i - 1, style.Series[i % style.Series.Count]);
        }

        double end = load.Seconds!.Max(second => second.Second);
        plot.Axes.Left.SetTicks([.. lanes.Select((_, i) => -i - 1 + (LaneFill / 2))], [.. lanes.Select(lane => lane.Name)]);
        PlotStyle.Names(plot.Axes.Left);
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(0, end * 1.12, -lanes.Length - 0.1, 0.1);
        double step = Math.Max(1, Math.Ceiling(end / 12));
        double[] ticks = [.. Enumerable.Range(0, (int)(end / step) + 1).Select(i => i * step)];
        plot.Axes.Bottom.SetTicks(ticks, [.. ticks.Select(Quantity.Number)]);
        foreach ((Lane lane, int i) in lanes.Select((lane, i) => (lane, i)))
        {
            style.Add(plot, new PlotNote($" {lane.Write(lane.Max)}", end, -i - 1 + LaneFill, Alignment.UpperLeft));
        }

        return new PlotImage(
            plot,
            $"Rows of values over the seconds of {load.Scenario} {load.Configuration}; at most: "
                + $"{string.Join(", ", lanes.Select(lane => $"{lane.Name} {lane.Write(lane.Max)}"))}.",
            Surroundings + (lanes.Length * LaneHeight)
        );
    }

    private static IEnumerable<Lane> Lanes(LoadResult load)
    {
        IReadOnlyList<LoadSecond> requests = load.Seconds!;
        IReadOnlyList<DiagnosticsSecond> runtime = load.Diagnostics!.Seconds;
        yield return new(
            "requests a second",
            [.. requests.Select(second => Point(second.Second, second.RatePerSecond))],
            value => Quantity.Number(Math.Round(value))
        );
        yield return new(
            "p99",
            [.. requests.Where(second => double.IsFinite(second.P99Us)).Select(second => Point(second.Second, second.P99Us))],
            Quantity.Time
        );
        yield return new(
            "GC pauses",
            [.. runtime.Select(second => Point(second.Second, second.GcPauseMs))],
            value => Quantity.Time(value * 1000)
        );
        yield return Row("allocated", second => second.AllocatedBytes, value => Quantity.Bytes(value));
        yield return Row("CPU", second => second.CpuPercent, value => string.Create(CultureInfo.InvariantCulture, $"{value:F0} %"));
        yield return Row("working set", second => second.WorkingSetBytes, value => Quantity.Bytes(value));
        yield return Row("pool threads", second => second.ThreadPoolThreads, Quantity.Number);
        yield return Row("pool queue", second => second.ThreadPoolQueue, Quantity.Number);

        Lane Row(string name, Func<DiagnosticsSecond, double?> value, Func<double, string> write) =>
            new(
                name,
                [.. runtime.Where(second => value(second) is not null).Select(second => Point(second.Second, value(second)!.Value))],
                write
            );
    }

    /// <summary>A value in the middle of its second.</summary>
    private static Coordinates Point(int second, double value) => new(second - 0.5, double.IsFinite(value) ? Math.Max(0, value) : 0);

    private static void Add(Plot plot, PlotStyle style, Lane lane, double floor, Color color)
    {
        plot.Add.HorizontalLine(floor, 1, style.Grey.WithAlpha(0.5));
        if (lane.Points.Length == 0)
        {
            return;
        }

        Coordinates[] placed =
        [
            .. lane.Points.Select(point => new Coordinates(point.X, floor + (lane.Max > 0 ? LaneFill * point.Y / lane.Max : 0))),
        ];
        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(placed, color);
        line.LineWidth = 2.5f;
        line.MarkerSize = placed.Length > 60 ? 0 : 6;
        line.FillY = true;
        line.FillYValue = floor;
        line.FillYColor = color.WithAlpha(0.15);
    }

    private sealed record Lane(string Name, Coordinates[] Points, Func<double, string> Write)
    {
        public double Max => Points.Select(point => point.Y).DefaultIfEmpty(0).Max();
    }
}
