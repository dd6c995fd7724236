using ScottPlot;
using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>Compiling a component beside finding it in the cache.</summary>
internal sealed class CachedVersusUncachedPlot : IResultsPlot
{
    private const string Suite = "ComponentCaching";
    private const string Cold = "ColdCompile";
    private const int RowHeight = 34;

    private static readonly string[] Order =
    [
        Cold,
        "ColdCompileGuarded",
        "ConcurrentFirstCalls",
        "WholeBytesKeyLookup",
        "DigestKeyLookup",
        "LruHit",
    ];
    private static readonly string[] Compiling = [Cold, "ColdCompileGuarded", "ConcurrentFirstCalls"];

    /// <inheritdoc/>
    public string Name => "cached-vs-uncached";

    /// <inheritdoc/>
    public string Title => "Compiling a component compared with finding it in the cache";

    /// <inheritdoc/>
    public string HowToRead =>
        "The two colours are operations that compile and operations that find the component compiled. Each bar is the mean time "
        + "of one operation, on a logarithmic scale: shorter is better, and each step to the left is ten times less. The label of a "
        + "bar is its time, and how many times less that is than compiling.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        List<BenchmarkResult> rows = [.. BenchmarkGroup.InOrder(results.Benchmarks, Suite, Order)];
        if (rows.Count == 0)
        {
            return null;
        }

        Plot plot = style.NewPlot(Title, Subtitle.Of(results), "mean time of one operation (log scale)", "");
        double floor = Math.Floor(Math.Log10(rows.Min(Us) / 1.5));
        double end = Math.Log10(rows.Max(Us));
        double right = end + ((style.IsNarrow ? 0.9 : 0.3) * (end - floor));
        AddBars(plot, style, rows, floor, compiling: true);
        AddBars(plot, style, rows, floor, compiling: false);

        List<string> alt = [];
        for (int i = 0; i < rows.Count; i++)
        {
            string text = $"{Quantity.Time(Us(rows[i]))}{Less(rows[i], rows)}";
            style.Add(plot, new PlotNote(text, Math.Log10(Us(rows[i])), -i, Alignment.MiddleLeft) { OffsetX = 8 });
            alt.Add($"{BenchmarkGroup.LabelOf(rows[i], "", " ")} {text}");
        }

        plot.Axes.Bottom.TickGenerator = LogTicks.Over(Math.Pow(10, floor), Math.Pow(10, right), Quantity.Time);
        plot.Axes.SetLimits(floor, right, 0.6 - rows.Count, 0.6);
        style.NameRows(plot, [.. rows.Select(row => BenchmarkGroup.LabelOf(row, "", ", "))]);
        PlotStyle.LegendBelow(plot);
        return new PlotImage(plot, $"Horizontal bars on a log scale: {string.Join("; ", alt)}.", style.HeightOfRows(rows.Count, RowHeight));
    }

    private static double Us(BenchmarkResult result) => result.MeanNs / 1_000;

    private static string Less(BenchmarkResult row, List<BenchmarkResult> rows)
    {
        BenchmarkResult? cold = rows.Find(other =>
            other.Method == Cold && other.Parameters.All(p => row.Parameters.GetValueOrDefault(p.Key, p.Value) == p.Value)
        );
        return cold is null || Compiling.Contains(row.Method) ? "" : $"  ({Quantity.Rounded(cold.MeanNs / row.MeanNs)}× less)";
    }

    private static void AddBars(Plot plot, PlotStyle style, List<BenchmarkResult> rows, double floor, bool compiling)
    {
        List<Bar> bars =
        [
            .. rows.Select((row, i) => (Row: row, Place: -i))
                .Where(one => Compiling.Contains(one.Row.Method) == compiling)
                .Select(one => new Bar
                {
                    Position = one.Place,
                    Value = Math.Log10(Us(one.Row)),
                    ValueBase = floor,
                    Size = style.IsNarrow ? 0.3 : 0.62,
                    FillColor = compiling ? style.Purple : style.Green,
                    LineWidth = 0,
                    Orientation = Orientation.Horizontal,
                }),
        ];
        if (bars.Count > 0)
        {
            plot.Add.Bars(bars).LegendText = compiling ? "compiles the component" : "finds it in the cache";
        }
    }
}
