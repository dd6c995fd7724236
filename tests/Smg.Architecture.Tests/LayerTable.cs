namespace Smg.Architecture.Tests;

/// <summary>The order of the parts of each assembly. A new namespace gets its line here.</summary>
internal static class LayerTable
{
    /// <summary>The assemblies, each below those that refer to it.</summary>
    public static IReadOnlyList<LayeredAssembly> All { get; } =
    [
        new("Smg.Load", "Smg.Load", [], ["-", "Running", "Schedules Stats", "Recording", "Scenarios", "Histograms Text"]),
    ];
}
