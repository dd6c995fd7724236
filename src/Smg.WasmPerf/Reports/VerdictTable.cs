using System.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>The gates as a table of plain text, no wider than 100 characters.</summary>
public static class VerdictTable
{
    /// <summary>The widest line, in characters.</summary>
    public const int MaxWidth = 100;

    private const int Gap = 2;

    private static readonly string[] Headings = ["Verdict", "Gate", "Value", "95 % interval", "Needs"];

    /// <summary>The table, with a line that counts the verdicts under it.</summary>
    /// <param name="gates">The gates.</param>
    public static string Render(IReadOnlyList<GateResult> gates)
    {
        ArgumentNullException.ThrowIfNull(gates);
        if (gates.Count == 0)
        {
            return "No gates ran.\n";
        }

        List<string[]> rows =
        [
            Headings,
            .. gates.Select(gate => new[]
            {
                Verdicts.Text(gate.Verdict),
                gate.Name,
                Quantity.WithUnit(gate.Value, gate.Unit),
                Quantity.Interval(gate),
                Quantity.Need(gate),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, Headings.Length).Select(column => rows.Max(row => row[column].Length))];

        // The name gives way where the line would be too long.
        int excess = widths.Sum() + (Gap * (widths.Length - 1)) - MaxWidth;
        widths[1] = Math.Max(8, widths[1] - Math.Max(0, excess));

        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) => column is 2 or 3
                ? cell.PadLeft(widths[column])
                : Cut(cell, widths[column]).PadRight(widths[column]));
            text.Append(string.Join(new string(' ', Gap), cells).TrimEnd()).Append('\n');
        }

        return text.Append('\n').Append(Verdicts.Count(gates)).Append('\n').ToString();
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 1), "…");
}
