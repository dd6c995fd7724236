namespace Smg.WasmPerf.Results;

/// <summary>Two sets of the runtime's options, measured against each other in one process.</summary>
public sealed record ComparisonResult
{
    /// <summary>What was called.</summary>
    public required string Name { get; init; }

    /// <summary>What was set for the A side alone.</summary>
    public required IReadOnlyList<string> AOptions { get; init; }

    /// <summary>What was set for the B side alone.</summary>
    public required IReadOnlyList<string> BOptions { get; init; }

    /// <summary>The time of a call of B over that of A: the median of the rounds.</summary>
    public required double Ratio { get; init; }

    /// <summary>The lower end of the ratio's 95 % interval.</summary>
    public required double Low { get; init; }

    /// <summary>The upper end of the ratio's 95 % interval.</summary>
    public required double High { get; init; }

    /// <summary>The same ratio for a second runtime of A's options over A: 1 but for noise.</summary>
    public required double ControlRatio { get; init; }

    /// <summary>The lower end of the control's 95 % interval.</summary>
    public required double ControlLow { get; init; }

    /// <summary>The upper end of the control's 95 % interval.</summary>
    public required double ControlHigh { get; init; }

    /// <summary>How far from 1 the control's interval reaches, in percent.</summary>
    public required double NoiseFloorPercent { get; init; }

    /// <summary>The smallest effect of interest, in percent.</summary>
    public required double MinEffectPercent { get; init; }

    /// <summary>What B is, held against A.</summary>
    public required ComparisonVerdict Verdict { get; init; }

    /// <summary>Rounds measured, each with its own runtimes: the samples that the intervals rest on.</summary>
    public required int Rounds { get; init; }

    /// <summary>Pairs of blocks of A and B in all rounds.</summary>
    public required int Pairs { get; init; }

    /// <summary>Seconds that it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>The median time of a call of the A side, in microseconds.</summary>
    public required double AMedianUs { get; init; }

    /// <summary>The median time of a call of the B side, in microseconds.</summary>
    public required double BMedianUs { get; init; }
}
