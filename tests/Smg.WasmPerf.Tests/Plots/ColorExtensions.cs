using SkiaSharp;

namespace Smg.WasmPerf.Tests.Plots;

internal static class ColorExtensions
{
    /// <summary>How far a colour is from grey, from 0 to 100.</summary>
    public static float Saturation(this SKColor color)
    {
        color.ToHsv(out _, out float saturation, out _);
        return saturation;
    }
}
