namespace Smg.WasmPerf.Experiments;

/// <summary>When a live comparison has seen enough.</summary>
public sealed record LiveComparisonOptions
{
    /// <summary>The smallest effect of interest as a part of 1, not negative: 0.03 for 3 %.</summary>
    public double Effect { get; init; } = 0.03;

    /// <summary>Time after which no further round begins. At least one round is always run.</summary>
    public TimeSpan TimeBudget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Rounds to run at least, unless the time runs out first.</summary>
    public int MinRounds { get; init; } = 12;

    /// <summary>Pairs of A and B in a round, and as many of A and its control.</summary>
    public int PairsPerRound { get; init; } = 8;

    /// <summary>Pairs that are run before those of a round, and forgotten.</summary>
    public int WarmUpPairs { get; init; } = 2;

    /// <summary>The seed of all orders.</summary>
    public int Seed { get; init; } = 1;
}
