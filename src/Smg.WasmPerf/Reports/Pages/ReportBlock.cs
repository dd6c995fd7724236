using Smg.WasmPerf.Plots;

namespace Smg.WasmPerf.Reports.Pages;

/// <summary>A part of a section.</summary>
internal abstract record ReportBlock;

/// <summary>A heading under the section's own.</summary>
/// <param name="Text">The text.</param>
internal sealed record HeadingBlock(string Text) : ReportBlock;

/// <summary>A paragraph.</summary>
/// <param name="Text">The text.</param>
internal sealed record TextBlock(string Text) : ReportBlock;

/// <summary>A paragraph that must not be overlooked: what limits everything below it.</summary>
/// <param name="Text">The text.</param>
internal sealed record BannerBlock(string Text) : ReportBlock;

/// <summary>A list of short texts.</summary>
/// <param name="Items">The texts.</param>
internal sealed record ListBlock(IReadOnlyList<string> Items) : ReportBlock;

/// <summary>Lines for a shell.</summary>
/// <param name="Text">The lines.</param>
internal sealed record CommandBlock(string Text) : ReportBlock;

/// <summary>A plot with its heading and how to read it.</summary>
/// <param name="Plot">The plot.</param>
internal sealed record PlotBlock(PlotFile Plot) : ReportBlock;
