namespace Smg.WasmPerf.Tuning;

/// <summary>What a search for the highest rate found.</summary>
/// <param name="Maximum">The highest rate at which the objective held, twice; null when it held at none.</param>
/// <param name="Below">The next lower rate that passed; null for none.</param>
/// <param name="Above">The next higher rate that was measured; null for none.</param>
/// <param name="Limit">Why <paramref name="Above"/> is not a maximum: it missed, or the generator was at its limit. Passed when the search
/// ended at its highest rate.</param>
/// <param name="Levels">Every run, in order.</param>
public sealed record RateSearchOutcome(int? Maximum, int? Below, int? Above, RateVerdict Limit, IReadOnlyList<RateLevel> Levels)
{
    /// <summary>Whether the maximum is the system's: there is one, and the objective broke above it.</summary>
    public bool IsFound => Maximum is not null && Limit == RateVerdict.Missed;

    /// <summary>Whether even the lowest rate missed the objective.</summary>
    public bool IsMissed => Maximum is null && Limit == RateVerdict.Missed;
}
