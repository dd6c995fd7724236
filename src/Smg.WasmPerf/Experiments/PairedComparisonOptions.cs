namespace Smg.WasmPerf.Experiments;

/// <summary>When a paired comparison has seen enough.</summary>
public sealed record PairedComparisonOptions
{
    /// <summary>The ratio that the interval must be clear of before the comparison stops early.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>Pairs to run at least, unless the time runs out first.</summary>
    public int MinPairs { get; init; } = 30;

    /// <summary>
    /// Factor beyond the threshold, on either side, at which fewer pairs decide: <see cref="FewPairs"/> that all lie beyond it are mistaken
    /// about the median's side once in 256 comparisons at most. At least 1; defaults to infinity, which never stops early.
    /// </summary>
    public double FarFactor { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Pairs that decide a ratio far from the threshold. At least 6, the fewest that reach 95 % confidence; defaults to 8.
    /// </summary>
    public int FewPairs { get; init; } = 8;

    /// <summary>Time to run at least, warm-up included, so that one moment of the machine does not decide. Defaults to zero.</summary>
    public TimeSpan MinTime { get; init; }

    /// <summary>
    /// Time in which pairs are forgotten, beyond the first <see cref="WarmUpPairs"/>: .NET's compiler needs some of it. Defaults to zero.
    /// </summary>
    public TimeSpan WarmUpTime { get; init; }

    /// <summary>Pairs to run at most.</summary>
    public int MaxPairs { get; init; } = int.MaxValue;

    /// <summary>Pairs to run and forget before the first that counts.</summary>
    public int WarmUpPairs { get; init; } = 2;

    /// <summary>Half the interval's width over the median that is narrow enough: 0.05 for plus or minus 5 %.</summary>
    public double TargetRelativeHalfWidth { get; init; } = 0.05;

    /// <summary>Time after which no further pair begins, warm-up included. At least one pair is always run.</summary>
    public TimeSpan TimeBudget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Time beyond <see cref="TimeBudget"/> that a comparison may take for its first <see cref="FewPairs"/> pairs and, while its interval
    /// includes the threshold, for <see cref="MinPairs"/>. Defaults to zero.
    /// </summary>
    public TimeSpan Grace { get; init; }

    /// <summary>The seed of the order in which the two sides of a pair run.</summary>
    public int Seed { get; init; } = 1;
}
