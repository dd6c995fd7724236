using System.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Wording;

/// <summary>
/// The gates as a table of plain text, no wider than 100 characters: failed ones first, then undecided, skipped and passed ones. Under a
/// skipped gate is its reason.
/// </summary>
public static class VerdictTable
{
    /// <summary>The widest line, in characters.</summary>
    public const int MaxWidth = 100;

    private static readonly string[] Headings = ["Verdict", "Gate", "Value", "95 % interval", "Needs"];

    /// <summary>The table, with a line that counts the verdicts under it.</summary>
    /// <param name="gates">The gates.</param>
    public static string Render(IReadOnlyList<GateResult> gates)
    {
        if (gates.Count == 0)
        {
            return "No gates ran.\n";
        }

        GateResult[] ordered = [.. Verdicts.WorstFirst(gates)];
        string[][] rows = [Headings, .. ordered.Select(Cells)];
        int[] widths = TextTable.Widths(rows);

        // The name gives way where the line would be too long.
        int excess = widths.Sum() + (TextTable.Gap * (widths.Length - 1)) - MaxWidth;
        widths[1] = Math.Max(8, widths[1] - Math.Max(0, excess));

        StringBuilder text = new();
        AppendRow(text, Headings, widths);
        foreach ((GateResult gate, string[] cells) in ordered.Zip(rows.Skip(1)))
        {
            AppendRow(text, cells, widths);
            if (gate.Verdict == GateVerdict.Skipped)
            {
                AppendReason(text, GateSentence.Outcome(gate), widths[0] + TextTable.Gap);
            }
        }

        return text.Append('\n').Append(Verdicts.Count(gates)).Append('\n').ToString();
    }

    private static string[] Cells(GateResult gate) =>
        [Verdicts.Text(gate.Verdict), gate.Name, GateQuantity.Value(gate), GateQuantity.Interval(gate), GateQuantity.Need(gate)];

    private static void AppendRow(StringBuilder text, string[] row, int[] widths) =>
        text.Append(TextTable.Line(row, widths, column => column is 2 or 3)).Append('\n');

    /// <summary>A reason under its gate, in as many lines as it needs.</summary>
    private static void AppendReason(StringBuilder text, string reason, int indent)
    {
        string line = "";
        foreach (string word in reason.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && indent + line.Length + 1 + word.Length > MaxWidth)
            {
                text.Append(' ', indent).Append(line).Append('\n');
                line = "";
            }

            line = (line.Length == 0 ? word : $"{line} {word}").Shortened(MaxWidth - indent);
        }

        text.Append(' ', indent).Append(line).Append('\n');
    }
}
