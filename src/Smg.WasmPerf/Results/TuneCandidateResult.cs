namespace Smg.WasmPerf.Results;

/// <summary>One measurement of a search: a candidate beside the default.</summary>
public sealed record TuneCandidateResult
{
    /// <summary>The stage: <c>Control</c>, <c>Sweep</c>, <c>Halving</c> or <c>Refine</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>What differs from the default, as <c>Name=Value</c>.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>
    /// The default's cost over the candidate's, the median of the rounds: above 1 the candidate is better. NaN where it failed.
    /// </summary>
    public required double Gain { get; init; }

    /// <summary>The lower end of the gain's interval: 95 % from six rounds on, the smallest round below.</summary>
    public required double Low { get; init; }

    /// <summary>The upper end of the gain's interval.</summary>
    public required double High { get; init; }

    /// <summary>Rounds, each with its own runtimes.</summary>
    public required int Rounds { get; init; }

    /// <summary>The candidate's median cost, in microseconds.</summary>
    public required double CostUs { get; init; }

    /// <summary>The default's median cost beside it, in microseconds.</summary>
    public required double DefaultCostUs { get; init; }

    /// <summary>Why the candidate cannot be used; null when it can.</summary>
    public string? Failure { get; init; }
}
