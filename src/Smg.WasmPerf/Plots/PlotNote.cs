using ScottPlot;

namespace Smg.WasmPerf.Plots;

/// <summary>A text beside a point of a plot.</summary>
/// <param name="Text">The text.</param>
/// <param name="X">The point's place on the horizontal axis.</param>
/// <param name="Y">Its place on the vertical axis.</param>
/// <param name="Anchor">The place of the text that is at the point.</param>
internal sealed record PlotNote(string Text, double X, double Y, Alignment Anchor)
{
    /// <summary>Pixels to the right of the point.</summary>
    public float OffsetX { get; init; }

    /// <summary>Pixels below the point.</summary>
    public float OffsetY { get; init; }

    /// <summary>The letters' size. Defaults to that of all text.</summary>
    public float Size { get; init; } = PlotStyle.TextSize;

    /// <summary>Whether the letters are bold.</summary>
    public bool IsBold { get; init; }

    /// <summary>The letters' colour; null, the default, for that of all text.</summary>
    public Color? Color { get; init; }

    /// <summary>What is behind the letters. Defaults to nothing.</summary>
    public Color Ground { get; init; } = Colors.Transparent;
}
