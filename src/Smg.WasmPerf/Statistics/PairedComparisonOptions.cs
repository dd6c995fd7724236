namespace Smg.WasmPerf.Statistics;

/// <summary>When a paired comparison has seen enough.</summary>
public sealed record PairedComparisonOptions
{
    /// <summary>The ratio that the interval must be clear of before the comparison stops early.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>Pairs to run at least, unless the time runs out first.</summary>
    public int MinPairs { get; init; } = 30;

    /// <summary>Pairs to run at most.</summary>
    public int MaxPairs { get; init; } = int.MaxValue;

    /// <summary>Pairs to run and forget before the first that counts.</summary>
    public int WarmUpPairs { get; init; } = 2;

    /// <summary>Half the interval's width over the median that is narrow enough: 0.05 for plus or minus 5 %.</summary>
    public double TargetRelativeHalfWidth { get; init; } = 0.05;

    /// <summary>Time after which no further pair begins, warm-up included. At least one pair is always run.</summary>
    public TimeSpan TimeBudget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The seed of the order in which the two sides of a pair run.</summary>
    public int Seed { get; init; } = 1;
}
