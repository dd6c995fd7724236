using ScottPlot;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>Every gate's interval against its threshold.</summary>
internal sealed class GatesPlot : IResultsPlot
{
    private const int RowHeight = 52;
    private const int MostRowsAtUsualHeight = 6;

    /// <inheritdoc/>
    public string Name => "gates";

    /// <inheritdoc/>
    public string Title => "Gates: measured value over threshold";

    /// <inheritdoc/>
    public string HowToRead =>
        "Each mark is a gate's value over its threshold, with its 95 % interval. A gate that needs at least its threshold passes "
        + "when the whole interval is to the right of the line at 1; one that needs at most its threshold, when the whole interval is to the left.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        IReadOnlyList<GateResult> gates = results.Gates;
        if (gates.Count == 0)
        {
            return null;
        }

        Plot plot = style.NewPlot(Title, Subtitle.Of(results.Environment), "value ÷ threshold (log scale)", "");
        double[] places =
        [
            0, .. gates.SelectMany(gate => new[] { Place(gate, gate.Value), Place(gate, gate.Low), Place(gate, gate.High) }).Where(double.IsFinite),
        ];
        double margin = Math.Max(0.15, 0.08 * (places.Max() - places.Min()));
        (double left, double right) = (places.Min() - margin, places.Max() + margin);

        ScottPlot.Plottables.VerticalLine line = plot.Add.VerticalLine(0, 2, style.Ink, LinePattern.Dashed);
        line.LegendText = "threshold";
        HashSet<GateVerdict> named = [];
        for (int i = 0; i < gates.Count; i++)
        {
            AddGate(plot, style, gates[i], -i, left, right, named.Add(gates[i].Verdict));
        }

        plot.Axes.Bottom.TickGenerator = LogTicks.Over(Math.Pow(10, left), Math.Pow(10, right), Quantity.Number);
        plot.Axes.Left.SetTicks(
            [.. Enumerable.Range(0, gates.Count).Select(i => (double)-i)],
            [.. gates.Select(gate => $"{gate.Name}\n{Summary(gate)}")]);
        PlotStyle.Names(plot.Axes.Left);
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(left, right, 0.6 - gates.Count, 0.6);
        PlotStyle.LegendBelow(plot);
        return new PlotImage(
            plot,
            $"Gates with their intervals: {string.Join("; ", gates.Select(gate => $"{gate.Name} {Summary(gate)}, {Word(gate.Verdict)}"))}.",
            PlotStyle.Height + (Math.Max(0, gates.Count - MostRowsAtUsualHeight) * RowHeight));
    }

    private static string Summary(GateResult gate)
    {
        string sign = gate.Direction == GateDirection.AtLeast ? "≥" : "≤";
        return $"{Quantity.WithUnit(gate.Value, gate.Unit)} {Quantity.Interval(gate)} needs {sign} {Quantity.WithUnit(gate.Threshold, gate.Unit)}";
    }

    private static string Word(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Passed => "passed",
        GateVerdict.Failed => "failed",
        _ => "undecided",
    };

    /// <summary>A value's place on the axis: the logarithm of its ratio to the threshold; NaN or infinite where there is none.</summary>
    private static double Place(GateResult gate, double value) => gate.Threshold > 0 && value >= 0 ? Math.Log10(value / gate.Threshold) : double.NaN;

    private static void AddGate(Plot plot, PlotStyle style, GateResult gate, double y, double left, double right, bool first)
    {
        double place = Place(gate, gate.Value);
        if (double.IsNaN(place))
        {
            style.Note(plot, "no place on this scale", 0, y, Alignment.MiddleLeft).OffsetX = 8;
            return;
        }

        (Color color, MarkerShape shape) = gate.Verdict switch
        {
            GateVerdict.Passed => (style.Blue, MarkerShape.FilledCircle),
            GateVerdict.Failed => (style.Vermillion, MarkerShape.FilledSquare),
            _ => (style.Grey, MarkerShape.FilledDiamond),
        };
        double low = Place(gate, gate.Low);
        double high = Place(gate, gate.High);
        if (!double.IsNaN(low) && !double.IsNaN(high))
        {
            (double from, double to) = (Math.Clamp(low, left, right), Math.Clamp(high, left, right));
            foreach ((double x1, double y1, double x2, double y2) in new[] { (from, 0, to, 0), (from, -0.12, from, 0.12), (to, -0.12, to, 0.12) })
            {
                ScottPlot.Plottables.LinePlot whisker = plot.Add.Line(x1, y + y1, x2, y + y2);
                whisker.Color = color;
                whisker.LineWidth = 3;
            }
        }

        ScottPlot.Plottables.Marker marker = plot.Add.Marker(Math.Clamp(place, left, right), y, shape, 13, color);
        marker.LegendText = first ? Word(gate.Verdict) : "";
    }
}
