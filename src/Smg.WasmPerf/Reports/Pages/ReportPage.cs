namespace Smg.WasmPerf.Reports.Pages;

/// <summary>A report as what it says, whatever it is written as. Texts may hold <c>`code`</c>, and nothing else of Markdown.</summary>
/// <param name="Title">The title.</param>
/// <param name="Sections">The sections, in order.</param>
internal sealed record ReportPage(string Title, IReadOnlyList<ReportSection> Sections);

/// <summary>A section of a report.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Blocks">What it consists of, in order.</param>
internal sealed record ReportSection(string Title, IReadOnlyList<ReportBlock> Blocks);
