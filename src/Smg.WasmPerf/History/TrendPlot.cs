using ScottPlot;
using Smg.WasmPerf.Plots;
using PlotStyle = Smg.WasmPerf.Plots.PlotStyle;

namespace Smg.WasmPerf.History;

/// <summary>A figure over runs, with the levels between its change points.</summary>
internal static class TrendPlot
{
    private const int MostLabels = 10;

    /// <summary>How to read it.</summary>
    public const string HowToRead =
        "Each mark is a run, with its interval where it has one, from the oldest to the newest. The line is the median of a level; "
        + "a dotted line marks where a new level begins.";

    /// <summary>Draws a series of at least one run.</summary>
    /// <param name="series">The series.</param>
    /// <param name="style">Its appearance.</param>
    public static PlotImage Draw(HistorySeries series, PlotStyle style)
    {
        IReadOnlyList<HistoryPoint> points = series.Points;
        HistoryFigure figures = points[0].Figure;
        Plot plot = style.NewPlot(series.Name, series.Machine, "run: commit, date (UTC)", UnitOf(figures.Unit));
        foreach (int change in series.Changes)
        {
            plot.Add.VerticalLine(change - 0.5, 2, style.Vermillion, LinePattern.Dotted);
        }

        foreach ((int start, int end, double median) in series.Levels)
        {
            PlotStyle.Line(plot, (start - 0.4, median, end - 0.6, median), style.Grey, 2);
            style.Add(plot, new PlotNote(figures.Text(median), end - 0.6, median, Alignment.LowerRight) { OffsetY = -4 });
        }

        for (int i = 0; i < points.Count; i++)
        {
            HistoryFigure figure = points[i].Figure;
            if (figure.High > figure.Low)
            {
                PlotStyle.Line(plot, (i, figure.Low, i, figure.High), style.Blue.WithAlpha(0.6), 2);
            }

            plot.Add.Marker(i, figure.Value, MarkerShape.FilledCircle, 9, style.Blue);
        }

        double low = points.Min(point => Math.Min(point.Figure.Low, point.Figure.Value));
        double high = points.Max(point => Math.Max(point.Figure.High, point.Figure.Value));
        double margin = Math.Max((high - low) * 0.12, Math.Abs(high) * 0.02);
        plot.Axes.SetLimits(-0.7, points.Count - 0.3, low - margin, high + margin);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = figures.Text };
        int every = (points.Count + MostLabels - 1) / MostLabels;
        int[] labelled = [.. Enumerable.Range(0, points.Count).Where(i => i % every == 0)];
        plot.Axes.Bottom.SetTicks([.. labelled.Select(i => (double)i)], [.. labelled.Select(i => Label(points[i].Entry))]);
        return new PlotImage(
            plot,
            $"{series.Name} over {points.Count} runs, from {figures.Text(figures.Value)} to {figures.Text(points[^1].Figure.Value)}; "
                + (
                    series.Changes.Count == 0
                        ? "no change found."
                        : $"changes before {string.Join(", ", series.Changes.Select(i => Label(points[i].Entry)))}."
                )
        );
    }

    /// <summary>The axis's label: the quantity and its unit.</summary>
    private static string UnitOf(string unit) =>
        unit switch
        {
            "x" => "ratio (x: times)",
            "us" => "time (µs; larger times in ms or s)",
            "1/s" => "rate (1/s)",
            "B" => "memory (bytes)",
            "%" => "share (%)",
            "" => "count",
            _ => $"value ({unit})",
        };

    private static string Label(HistoryEntry entry) =>
        (entry.Commit.Length > 7 ? entry.Commit[..7] : entry.Commit)
        + "\n"
        + entry.StartedAt.ToString("MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
