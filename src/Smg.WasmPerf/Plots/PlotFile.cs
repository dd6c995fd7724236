namespace Smg.WasmPerf.Plots;

/// <summary>A plot that was written.</summary>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="RelativePath">Its path from the run's directory, with forward slashes.</param>
/// <param name="AltText">What the picture shows, with its main values, for those who do not see it.</param>
/// <param name="HowToRead">How to read it, in a sentence or two.</param>
/// <param name="Png">The picture for a white page.</param>
/// <param name="DarkPng">The picture for a dark page.</param>
public sealed record PlotFile(
    string Title,
    string RelativePath,
    string AltText,
    string HowToRead,
    ReadOnlyMemory<byte> Png,
    ReadOnlyMemory<byte> DarkPng
)
{
    /// <summary>The picture for a narrow white page; empty where the wide one takes its place.</summary>
    public ReadOnlyMemory<byte> NarrowPng { get; init; }

    /// <summary>The picture for a narrow dark page; empty where the wide one takes its place.</summary>
    public ReadOnlyMemory<byte> NarrowDarkPng { get; init; }
}
