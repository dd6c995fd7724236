using ScottPlot;
using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>The pooling instance allocator beside the on-demand one: a pair of bars for each benchmark.</summary>
internal sealed class PooledVersusStandardPlot : IResultsPlot
{
    private const string Suite = "AllocationStrategy";
    private const string Parameter = "Pooling";
    private const double HalfGap = 0.2;

    private static readonly string[] Order = ["StoreOnly", "Instantiate", "WholeCall"];

    /// <inheritdoc/>
    public string Name => "pooled-vs-standard";

    /// <inheritdoc/>
    public string Title => "Pooled against standard instance allocation";

    /// <inheritdoc/>
    public string HowToRead =>
        "Each pair of bars is one operation, with pooled and with standard allocation: lower is better. "
        + "The number above a pair is standard time over pooled time; the thin line at a bar's end is the 99.9 % interval of its mean.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        List<BenchmarkGroup> groups = BenchmarkGroup.Of(results.Benchmarks, Suite, Parameter, Order);
        double[] all = [.. groups.SelectMany(group => group.Cases.Values).Select(c => c.MeanNs / 1_000)];
        if (all.Length == 0)
        {
            return null;
        }

        (double low, double high) = (all.Min(), all.Max());
        bool log = high / low > 20;
        double Place(double us) => log ? Math.Log10(us) : us;
        double floor = log ? Math.Floor(Math.Log10(low / 1.5)) : 0;
        double top = log ? Math.Log10(high) + (0.22 * (Math.Log10(high) - floor)) : high * 1.22;

        Plot plot = style.NewPlot(
            Title,
            Subtitle.Of(results),
            "",
            log ? "mean time of one operation (log scale)" : "mean time of one operation (µs)"
        );
        AddBars(plot, style, groups, "True", -HalfGap, style.Blue, "pooled", Place, floor);
        AddBars(plot, style, groups, "False", HalfGap, style.Orange, "standard", Place, floor);

        List<string> alt = [];
        double lift = 0.085 * (top - floor);
        for (int i = 0; i < groups.Count; i++)
        {
            if (groups[i].Ratio("False", "True") is { } ratio)
            {
                double above = Place(groups[i].Cases.Values.Max(c => c.MeanNs + SafeError(c)) / 1_000) + lift;
                style.Add(plot, new PlotNote(Speed(ratio), i, above, Alignment.LowerCenter) { IsBold = true, Size = 16 });
                alt.Add($"{groups[i].Label.Replace('\n', ' ')} {Speed(ratio)}");
            }
        }

        plot.Axes.Left.TickGenerator = log
            ? LogTicks.Over(Math.Pow(10, floor), Math.Pow(10, top), Quantity.Time)
            : new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = Quantity.Number };
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, groups.Count).Select(i => (double)i)], [.. groups.Select(group => group.Label)]);
        PlotStyle.Names(plot.Axes.Bottom);
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(-0.6, groups.Count - 0.4, floor, top);
        PlotStyle.LegendBelow(plot);
        return new PlotImage(plot, $"Bars of the time of one operation; pooled allocation is: {string.Join(", ", alt)}.");
    }

    private static string Speed(double ratio) =>
        ratio switch
        {
            >= 1.05 => $"{Quantity.Number(ratio)}× faster",
            <= 1 / 1.05 => $"{Quantity.Number(1 / ratio)}× slower",
            _ => "the same",
        };

    private static double SafeError(BenchmarkResult result) => double.IsFinite(result.ErrorNs) ? Math.Max(0, result.ErrorNs) : 0;

    private static void AddBars(
        Plot plot,
        PlotStyle style,
        List<BenchmarkGroup> groups,
        string value,
        double offset,
        Color color,
        string name,
        Func<double, double> place,
        double floor
    )
    {
        List<Bar> bars = [];
        plot.Add.Bars(bars).LegendText = name;
        for (int i = 0; i < groups.Count; i++)
        {
            if (!groups[i].Cases.TryGetValue(value, out BenchmarkResult? result))
            {
                continue;
            }

            double us = result.MeanNs / 1_000;
            double error = SafeError(result) / 1_000;
            bars.Add(
                new Bar
                {
                    Position = i + offset,
                    Value = place(us),
                    ValueBase = floor,
                    Size = 0.36,
                    FillColor = color,
                    LineWidth = 0,
                }
            );
            if (error > 0 && error < us)
            {
                plot.Add.Line(i + offset, place(us - error), i + offset, place(us + error)).Color = style.Ink;
            }

            style.Add(
                plot,
                new PlotNote(Quantity.Time(us), i + offset, place(us + error), Alignment.LowerCenter)
                {
                    OffsetY = -3,
                    Size = style.IsNarrow ? 12 : PlotStyle.TextSize,
                }
            );
        }
    }
}
