namespace Smg.WasmPerf.Tuning;

/// <summary>What a search tries and for how long.</summary>
public sealed record TuneSearchOptions
{
    /// <summary>What may be changed.</summary>
    public required IReadOnlyList<SearchDimension> Dimensions { get; init; }

    /// <summary>Whether a candidate can be used at all: some values exclude each other.</summary>
    public Func<Candidate, bool> IsAllowed { get; init; } = _ => true;

    /// <summary>The original's configuration, which the recommendation is compared with at the end; null for none.</summary>
    public Candidate? Original { get; init; }

    /// <summary>The time for everything.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The smallest effect of interest, as a part of 1.</summary>
    public double Effect { get; init; } = 0.03;

    /// <summary>The seed of the combinations.</summary>
    public int Seed { get; init; } = 1;
}
