using ScottPlot;
using Smg.Load.Text;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Plots;

/// <summary>Every gate's margin to its threshold, with its interval: right is good.</summary>
internal sealed class GatesPlot : IResultsPlot
{
    /// <inheritdoc/>
    public string Name => "gates";

    /// <inheritdoc/>
    public string Title => "Gates: margin to the threshold";

    /// <inheritdoc/>
    public string HowToRead =>
        "Each mark shows how many times better than its threshold a gate's value is, with its 95 % interval. Right of the line at "
        + "1 is good, whether a gate needs at least or at most its threshold. A gate passes when its whole interval is right of the "
        + "line, and fails when the whole interval is in the tinted area.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        GateResult[] gates = [.. Verdicts.WorstFirst(results.Gates)];
        if (gates.Length == 0)
        {
            return null;
        }

        Plot plot = style.NewPlot(Title, Subtitle.Of(results), "times better than the threshold (log scale)", "");
        double[] places =
        [
            0,
            .. gates
                .SelectMany(gate => new[] { Place(gate, gate.Value), Place(gate, gate.Low), Place(gate, gate.High) })
                .Where(double.IsFinite),
        ];
        double margin = Math.Max(0.15, 0.08 * (places.Max() - places.Min()));
        (double left, double right) = (places.Min() - margin, places.Max() + margin);
        double bottom = 0.5 - gates.Length;
        AddBadSide(plot, style, new CoordinateRect(left, 0, bottom, 0.6));
        HashSet<GateVerdict> named = [];
        for (int i = 0; i < gates.Length; i++)
        {
            AddGate(plot, style, gates[i], new Row(-i, places.Min(), places.Max(), named.Add(gates[i].Verdict)));
        }

        plot.Axes.Bottom.TickGenerator = LogTicks.Over(Math.Pow(10, left), Math.Pow(10, right), Quantity.Number);
        plot.Axes.SetLimits(left, right, bottom, 0.6);
        style.NameRows(plot, [.. gates.Select(gate => $"{gate.Name}\n{Summary(gate)}")]);
        PlotStyle.LegendBelow(plot);
        return new PlotImage(
            plot,
            $"Gates with their intervals, as margins to their thresholds: {string.Join("; ", gates.Select(Alt))}.",
            style.HeightOfRows(gates.Length)
        );
    }

    private static string Summary(GateResult gate)
    {
        string sign = gate.Direction == GateDirection.AtLeast ? "≥" : "≤";
        string need = $"needs {sign} {Quantity.WithUnit(gate.Threshold, gate.Unit)}";
        return gate.Verdict == GateVerdict.Skipped && double.IsNaN(gate.Value)
            ? need
            : $"{GateQuantity.Value(gate)} {GateQuantity.Interval(gate)} {need}";
    }

    private static string Alt(GateResult gate) =>
        $"{gate.Name} {Summary(gate)}, {Word(gate.Verdict)}"
        + (gate.Verdict == GateVerdict.Skipped ? $": {GateSentence.Outcome(gate).TrimEnd('.')}" : "");

    private static string Word(GateVerdict verdict) => verdict.ToString().ToLowerInvariant();

    /// <summary>
    /// The logarithm of how many times better than the threshold a value is; NaN or infinite where it has no place on the axis.
    /// </summary>
    private static double Place(GateResult gate, double value) =>
        gate.Threshold > 0 && value >= 0
            ? (gate.Direction == GateDirection.AtLeast ? 1 : -1) * Math.Log10(value / gate.Threshold)
            : double.NaN;

    private static void AddBadSide(Plot plot, PlotStyle style, CoordinateRect bad)
    {
        ScottPlot.Plottables.Rectangle area = plot.Add.Rectangle(bad);
        area.FillColor = style.Vermillion.WithAlpha(0.1);
        area.LineWidth = 0;
        plot.Add.VerticalLine(0, 2, style.Ink, LinePattern.Dashed).LegendText = "threshold";
    }

    private static void AddGate(Plot plot, PlotStyle style, GateResult gate, Row row)
    {
        double place = Place(gate, gate.Value);
        double y = row.Y;
        if (gate.Verdict == GateVerdict.Skipped || double.IsNaN(place))
        {
            string why = gate.Verdict == GateVerdict.Skipped ? $"skipped: {GateSentence.Outcome(gate)}" : "not on this scale";
            bool roomier = row.Right > -row.Left;
            style.Add(
                plot,
                new PlotNote(why.Shortened(style.MostCharacters), 0, y, roomier ? Alignment.MiddleLeft : Alignment.MiddleRight)
                {
                    OffsetX = roomier ? 8 : -8,
                    Color = style.Grey,
                }
            );
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
            PlotStyle.Interval(plot, (Math.Clamp(low, row.Left, row.Right), Math.Clamp(high, row.Left, row.Right), y), color);
        }

        plot.Add.Marker(Math.Clamp(place, row.Left, row.Right), y, shape, 13, color).LegendText = row.IsFirst ? Word(gate.Verdict) : "";
    }

    /// <summary>A gate's place in the plot.</summary>
    /// <param name="Y">Its row.</param>
    /// <param name="Left">The axis's left end.</param>
    /// <param name="Right">The axis's right end.</param>
    /// <param name="IsFirst">Whether it is the first of its verdict, which the legend names.</param>
    private sealed record Row(double Y, double Left, double Right, bool IsFirst);
}
