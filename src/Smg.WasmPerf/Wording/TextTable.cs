namespace Smg.WasmPerf.Wording;

/// <summary>Rows of a table of plain text, whose columns are as wide as their widest cell.</summary>
public static class TextTable
{
    /// <summary>Spaces between two columns.</summary>
    public const int Gap = 2;

    /// <summary>The width of each column, in characters.</summary>
    /// <param name="rows">All rows, the headings among them.</param>
    public static int[] Widths(IReadOnlyList<string[]> rows) => [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];

    /// <summary>A row as one line, without its line feed. A cell that is too wide loses its end.</summary>
    /// <param name="row">The cells.</param>
    /// <param name="widths">The width of each column, in characters.</param>
    /// <param name="isNumber">Whether a column has numbers, which stand at its right edge.</param>
    public static string Line(string[] row, int[] widths, Func<int, bool> isNumber) =>
        string.Join(
                new string(' ', Gap),
                row.Select(
                    (cell, column) =>
                        isNumber(column) ? cell.PadLeft(widths[column]) : cell.Shortened(widths[column]).PadRight(widths[column])
                )
            )
            .TrimEnd();
}
