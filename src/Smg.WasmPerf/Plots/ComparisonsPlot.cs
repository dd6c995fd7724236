using ScottPlot;
using Smg.Load.Text;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Plots;

/// <summary>Every comparison's ratio with its interval, beside the smallest effect of interest and the noise floor.</summary>
internal sealed class ComparisonsPlot : IResultsPlot
{
    private const int RowHeight = 88;
    private const int NarrowRowHeight = 120;
    private const int LongestSide = 40;
    private const int LongestName = 44;

    /// <inheritdoc/>
    public string Name => "comparisons";

    /// <inheritdoc/>
    public string Title => "Comparisons: B over A";

    /// <inheritdoc/>
    public string HowToRead =>
        "Each row names its A and its B. The mark is the ratio of their times, with its 95 % interval: left of the line at 1, B "
        + "is better, right of it, A. Between the dotted lines a difference is below the smallest effect of interest; the grey bar "
        + "is the difference of A from itself.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        if (results.Comparisons is not { Count: > 0 } comparisons)
        {
            return null;
        }

        Plot plot = style.NewPlot(Title, Subtitle.Of(results), "← B is better    cost of B ÷ cost of A (log scale)    A is better →", "");
        (double left, double right) = Limits(comparisons);
        plot.Add.VerticalLine(0, 2, style.Ink, LinePattern.Dashed).LegendText = "no difference";
        double effect = comparisons.Max(one => one.MinEffectPercent) / 100;
        foreach (double place in new[] { 1 - effect, 1 + effect }.Where(value => value > 0).Select(Math.Log10))
        {
            plot.Add.VerticalLine(place, 1, style.Grey, LinePattern.Dotted);
        }

        HashSet<ComparisonVerdict> named = [];
        for (int i = 0; i < comparisons.Count; i++)
        {
            AddRow(plot, style, comparisons[i], -i, named.Add(comparisons[i].Verdict));
        }

        plot.Axes.Bottom.TickGenerator = LogTicks.Over(
            Math.Pow(10, left),
            Math.Pow(10, right),
            value => Quantity.Number(Math.Round(value, 3))
        );
        plot.Axes.SetLimits(left, right, 0.5 - comparisons.Count, 0.6);
        style.NameRows(
            plot,
            [
                .. comparisons.Select(one =>
                    $"{one.Name.Shortened(LongestName)}\nA: {Side(one.AOptions)}\nB: {Side(one.BOptions)}\nB/A {Summary(one)}"
                ),
            ]
        );
        PlotStyle.LegendBelow(plot);
        return new PlotImage(
            plot,
            $"Ratios with their intervals: {string.Join("; ", comparisons.Select(Alternative))}.",
            style.HeightOfRows(comparisons.Count, style.IsNarrow ? NarrowRowHeight : RowHeight)
        );
    }

    /// <summary>The ends of the axis: logarithms of ratios.</summary>
    private static (double Left, double Right) Limits(IReadOnlyList<ComparisonResult> comparisons)
    {
        double[] places =
        [
            0,
            .. comparisons
                .SelectMany(one =>
                    new[] { one.Ratio, one.Low, one.High, 1 - (one.MinEffectPercent / 100), 1 + (one.MinEffectPercent / 100) }
                )
                .Where(value => value > 0 && double.IsFinite(value))
                .Select(Math.Log10),
        ];
        double margin = Math.Max(0.01, 0.08 * (places.Max() - places.Min()));
        return (places.Min() - margin, places.Max() + margin);
    }

    private static string Alternative(ComparisonResult one) =>
        $"{one.Name} {Summary(one)}, {Word(one.Verdict)} (A: {ArmOptions.Plain(one.AOptions)}; B: {ArmOptions.Plain(one.BOptions)})";

    private static void AddRow(Plot plot, PlotStyle style, ComparisonResult row, double y, bool first)
    {
        (Color color, MarkerShape shape) = row.Verdict switch
        {
            ComparisonVerdict.Faster => (style.Blue, MarkerShape.FilledCircle),
            ComparisonVerdict.Slower => (style.Vermillion, MarkerShape.FilledSquare),
            ComparisonVerdict.Same => (style.Green, MarkerShape.FilledTriangleUp),
            _ => (style.Grey, MarkerShape.FilledDiamond),
        };
        if (!(row.Ratio > 0) || !double.IsFinite(row.Ratio))
        {
            style.Add(plot, new PlotNote("not on this scale", 0, y, Alignment.MiddleLeft) { OffsetX = 8 });
            return;
        }

        double noise = row.NoiseFloorPercent / 100;
        if (noise is > 0 and < 1)
        {
            ScottPlot.Plottables.Rectangle floor = plot.Add.Rectangle(Math.Log10(1 - noise), Math.Log10(1 + noise), y - 0.22, y + 0.22);
            floor.FillColor = style.Grey.WithAlpha(0.3);
            floor.LineWidth = 0;
        }

        if (row.Low > 0 && row.High > 0 && double.IsFinite(row.High))
        {
            PlotStyle.Interval(plot, (Math.Log10(row.Low), Math.Log10(row.High), y), color);
        }

        plot.Add.Marker(Math.Log10(row.Ratio), y, shape, 13, color).LegendText = first ? Word(row.Verdict) : "";
    }

    private static string Summary(ComparisonResult row) =>
        FormattableString.Invariant($"{row.Ratio:0.000} [{row.Low:0.000}, {row.High:0.000}]");

    /// <summary>What a side is, as far as there is room: its options, or how many they are.</summary>
    private static string Side(IReadOnlyList<string> options)
    {
        string text = ArmOptions.Plain(options);
        return text.Length <= LongestSide ? text : $"{Quantity.Count(options.Count, "option")}: {text.Shortened(LongestSide - 13)}";
    }

    private static string Word(ComparisonVerdict verdict) =>
        verdict switch
        {
            ComparisonVerdict.Faster => "B is faster",
            ComparisonVerdict.Slower => "B is slower",
            ComparisonVerdict.Same => "the same",
            _ => "undecided",
        };
}
