using System.Text;

namespace Smg.WasmPerf.Reports;

/// <summary>A table in Markdown. A heading that begins with <c>&gt;</c> makes its column a column of numbers.</summary>
/// <param name="headings">The headings.</param>
internal sealed class MarkdownTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A cell for each heading.</param>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, headings.Length);
        _rows.Add(cells);
    }

    /// <summary>The table's text, with an empty line after it.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        AppendRow(text, headings.Select(heading => heading.TrimStart('>')));
        text.Append('|').AppendJoin('|', headings.Select(heading => heading.StartsWith('>') ? "---:" : "---")).Append("|\n");
        foreach (string[] row in _rows)
        {
            AppendRow(text, row);
        }

        return text.Append('\n').ToString();
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(Escape)).Append(" |\n");

    private static string Escape(string cell) => cell.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
