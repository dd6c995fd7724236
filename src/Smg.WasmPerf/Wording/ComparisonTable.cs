using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Wording;

/// <summary>A comparison's rows as a table of plain text, the slower ones first.</summary>
public static class ComparisonTable
{
    /// <summary>The widest name, in characters; longer ones lose their middle.</summary>
    private const int MaxName = 60;

    private static readonly string[] Headings = ["Verdict", "What", "B/A", "95 % interval", "A", "B", "Note"];

    /// <summary>The table, with a line that counts the verdicts under it.</summary>
    /// <param name="rows">The rows.</param>
    public static string Render(IReadOnlyList<ComparisonRow> rows)
    {
        string[][] cells =
        [
            Headings,
            .. rows.OrderBy(row => row.Verdict)
                .Select(row =>
                    new[] { Word(row.Verdict), Cut(row.Name), Ratio(row.Ratio.Ratio), Interval(row.Ratio), row.A, row.B, row.Note }
                ),
        ];
        int[] widths = TextTable.Widths(cells);
        IEnumerable<string> lines = cells.Select(row => TextTable.Line(row, widths, column => column is >= 2 and <= 5));
        return $"{string.Join('\n', lines)}\n\n{Count(rows)}\n";
    }

    /// <summary>How many rows ended how: <c>1 slower, 0 faster, 2 undecided, 20 same, 6 shown only</c>.</summary>
    /// <param name="rows">The rows.</param>
    public static string Count(IReadOnlyList<ComparisonRow> rows) =>
        string.Join(
            ", ",
            Enum.GetValues<ComparisonVerdict>().Select(verdict => $"{rows.Count(row => row.Verdict == verdict)} {Word(verdict)[2..]}")
        );

    /// <summary>A verdict as a mark and a word: neither needs the other, nor colour.</summary>
    /// <param name="verdict">The verdict.</param>
    internal static string Word(ComparisonVerdict verdict) =>
        verdict switch
        {
            ComparisonVerdict.Slower => "✘ slower",
            ComparisonVerdict.Faster => "✔ faster",
            ComparisonVerdict.Same => "= same",
            ComparisonVerdict.Undecided => "? undecided",
            _ => "· shown only",
        };

    /// <summary>A ratio to the thousandth, where effects of a percent are looked for.</summary>
    /// <param name="ratio">The ratio.</param>
    internal static string Ratio(double ratio) =>
        ratio is >= 0.1 and < 10 ? ratio.ToString("0.000", CultureInfo.InvariantCulture) : Quantity.Number(ratio);

    /// <summary>An interval; a dash where it is missing.</summary>
    /// <param name="ratio">The ratio.</param>
    internal static string Interval(RatioInterval ratio) => ratio.HasInterval ? $"[{Ratio(ratio.Low)}, {Ratio(ratio.High)}]" : "-";

    private static string Cut(string name) =>
        name.Length <= MaxName ? name : string.Concat(name.AsSpan(0, MaxName / 2), "…", name.AsSpan(name.Length - (MaxName / 2) + 1));
}
