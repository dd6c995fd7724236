using ScottPlot;

namespace Smg.WasmPerf.Plots;

/// <summary>A drawn plot.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="AltText">What the picture shows, with its main values, for those who do not see it.</param>
/// <param name="Height">The picture's height, in pixels.</param>
internal sealed record PlotImage(Plot Plot, string AltText, int Height = PlotStyle.Height) : IDisposable
{
    /// <summary>The picture as a PNG file's bytes.</summary>
    /// <param name="width">The picture's width, in pixels: that of the style it was drawn in.</param>
    public byte[] ToPng(int width = PlotStyle.Width) => Plot.GetImageBytes(width, Height, ImageFormat.Png);

    /// <inheritdoc/>
    public void Dispose() => Plot.Dispose();
}
