namespace Smg.WasmPerf.Reports.Pages;

/// <summary>A table.</summary>
/// <param name="Columns">The headings. One that begins with <c>&gt;</c> makes its column a column of numbers.</param>
/// <param name="Rows">The rows, each with a cell for each heading.</param>
internal sealed record TableBlock(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : ReportBlock
{
    /// <summary>The headings without their marks.</summary>
    public IReadOnlyList<string> Headings { get; } = [.. Columns.Select(heading => heading.TrimStart('>'))];

    /// <summary>Makes a table with a row for each item.</summary>
    /// <param name="items">The items.</param>
    /// <param name="columns">The headings.</param>
    /// <param name="cells">The cells of an item, one for each heading.</param>
    public static TableBlock Of<T>(IEnumerable<T> items, IReadOnlyList<string> columns, Func<T, IReadOnlyList<string>> cells) =>
        new(columns, [.. items.Select(cells)]);

    /// <summary>Whether a column is one of numbers.</summary>
    public bool IsOfNumbers(int column) => Columns[column].StartsWith('>');
}
