namespace Smg.WasmPerf.Reports.Pages;

/// <summary>A table. A heading that begins with <c>&gt;</c> makes its column a column of numbers.</summary>
/// <param name="headings">The headings.</param>
internal sealed record TableBlock(params IReadOnlyList<string> headings) : ReportBlock
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>The headings without their marks.</summary>
    public IReadOnlyList<string> Headings { get; } = [.. headings.Select(heading => heading.TrimStart('>'))];

    /// <summary>The rows, each with a cell for each heading.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    /// <summary>Whether a column is one of numbers.</summary>
    public bool IsOfNumbers(int column) => headings[column].StartsWith('>');

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A cell for each heading.</param>
    public void Add(params IReadOnlyList<string> cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Count, headings.Count);
        _rows.Add(cells);
    }
}
