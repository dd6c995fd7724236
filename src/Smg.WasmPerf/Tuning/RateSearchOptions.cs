namespace Smg.WasmPerf.Tuning;

/// <summary>Between which rates a search looks, and how closely.</summary>
public sealed record RateSearchOptions
{
    /// <summary>The first and lowest rate, arrivals a second; at least 1.</summary>
    public int From { get; init; } = 250;

    /// <summary>The highest rate to try, arrivals a second.</summary>
    public int To { get; init; } = 1_000_000;

    /// <summary>How near the maximum and the next rate above it must be, as a part of 1: 0.05 for 5 %.</summary>
    public double Precision { get; init; } = 0.05;
}
