using ScottPlot;

namespace Smg.WasmPerf.Plots;

/// <summary>A drawn plot.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="AltText">What the picture shows, with its main values, for those who do not see it.</param>
/// <param name="Height">The picture's height, in pixels.</param>
internal sealed record PlotImage(Plot Plot, string AltText, int Height = PlotStyle.Height) : IDisposable
{
    /// <summary>The picture as a PNG file's bytes.</summary>
    public byte[] ToPng() => Plot.GetImageBytes(PlotStyle.Width, Height, ImageFormat.Png);

    /// <inheritdoc/>
    public void Dispose() => Plot.Dispose();
}
