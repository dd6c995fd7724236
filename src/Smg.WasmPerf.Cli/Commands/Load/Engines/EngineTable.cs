using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Commands.Load.Engines;

/// <summary>What each engine counted, and how evenly its requests started, as a table of plain text.</summary>
internal static class EngineTable
{
    private const int TextColumns = 2;
    private static readonly string[] Headings =
    [
        "Configuration",
        "Engine",
        "Ok",
        "Failed",
        "Seconds",
        "Rate/s",
        "p50",
        "p99",
        "Starts in 100 ms",
        "Var/mean",
    ];

    /// <summary>The table.</summary>
    /// <param name="rows">The rows of one scenario on several engines.</param>
    public static string Render(IReadOnlyList<LoadResult> rows)
    {
        List<string[]> cells = [Headings, .. rows.Select(Cells)];
        int[] widths = TextTable.Widths(cells);
        string[] lines =
        [
            .. cells.Select(row => TextTable.Line(row, widths, column => column >= TextColumns)),
            "Starts in 100 ms: least, median and most. Var/mean: 0 for perfectly even starts, 1 for independent ones (Poisson).",
            .. rows.SelectMany(row => row.EngineNotes ?? []).Distinct().Select(note => $"{note}."),
        ];
        return string.Join('\n', lines.Select(line => $"    {line}"));
    }

    private static string[] Cells(LoadResult row) =>
        [
            row.Engine is not null ? ""
            : row.Configuration.Length == 0 ? row.Scenario
            : row.Configuration,
            row.Engine ?? "own",
            Whole(row.OkCount),
            Whole(row.FailCount),
            row.MeasuredSeconds.ToString("F2", CultureInfo.InvariantCulture),
            row.RatePerSecond.ToString("N0", CultureInfo.InvariantCulture),
            row.OkCount == 0 ? "" : Quantity.Time(row.ServiceTime.P50Us),
            row.OkCount == 0 ? "" : Quantity.Time(row.ServiceTime.P99Us),
            row.Arrivals is { } arrivals ? Spread(arrivals.Whole) : "",
            row.Arrivals is { Dispersion: double dispersion } && double.IsFinite(dispersion)
                ? dispersion.ToString("F2", CultureInfo.InvariantCulture)
                : "",
        ];

    private static string Spread(IReadOnlyList<int> counts)
    {
        int[] sorted = [.. counts.Order()];
        return $"{Whole(sorted[0])} {Whole(sorted[sorted.Length / 2])} {Whole(sorted[^1])}";
    }

    private static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
