using Smg.Load.Histograms;

namespace Smg.WasmPerf.Results;

/// <summary>Where the time of a runtime's calls went while a load was measured.</summary>
public sealed record PhasesResult
{
    /// <summary>The scenarios whose calls these were: a runtime does not distinguish them.</summary>
    public required IReadOnlyList<string> Scenarios { get; init; }

    /// <summary>What a call passes through, in order. A phase that no call passed through has no times.</summary>
    public required IReadOnlyList<PhaseResult> Phases { get; init; }

    /// <summary>How full the pool of instances was; null without pooling.</summary>
    public PoolResult? Pool { get; init; }
}

/// <summary>One phase of a runtime's calls.</summary>
/// <param name="Name">The phase's name, for instance <c>instantiate</c>.</param>
/// <param name="Count">How often it ended.</param>
/// <param name="TotalUs">The time of all together, in microseconds.</param>
/// <param name="Time">How long one took, to 3 %.</param>
/// <param name="TimeHistogram">All of <paramref name="Time"/>.</param>
public sealed record PhaseResult(string Name, long Count, double TotalUs, LatencySummary Time, EncodedHistogram TimeHistogram);

/// <summary>How many component instances calls held, looked at often.</summary>
/// <param name="Size">Instances that there can be at once.</param>
/// <param name="MeanInUse">The mean.</param>
/// <param name="MaxInUse">The most that were seen.</param>
/// <param name="Samples">How often it was looked at.</param>
public sealed record PoolResult(int Size, double MeanInUse, int MaxInUse, long Samples);
