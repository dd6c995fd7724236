namespace Smg.WasmPerf.Tuning;

/// <summary>How candidates are measured in pairs of blocks.</summary>
public sealed record PairedMeasurerOptions
{
    /// <summary>Pairs of blocks in a round; each round sets up its sides again.</summary>
    public int PairsPerRound { get; init; } = 4;

    /// <summary>Pairs in a round that are run before and forgotten.</summary>
    public int WarmUpPairs { get; init; } = 1;

    /// <summary>Rounds of a candidate at least, whatever the time.</summary>
    public int MinRounds { get; init; } = 3;

    /// <summary>The smallest effect of interest of comparisons, as a part of 1.</summary>
    public double Effect { get; init; } = 0.03;

    /// <summary>The seed of all orders.</summary>
    public int Seed { get; init; } = 1;
}
