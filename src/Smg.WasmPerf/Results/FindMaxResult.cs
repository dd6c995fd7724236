namespace Smg.WasmPerf.Results;

/// <summary>A search for the highest arrival rate under an objective.</summary>
public sealed record FindMaxResult
{
    /// <summary>The guest's name.</summary>
    public required string Guest { get; init; }

    /// <summary>The 99th percentile of the response time may be this long, in milliseconds.</summary>
    public required double MaxP99Ms { get; init; }

    /// <summary>This share of the requests may fail, in percent.</summary>
    public required double MaxFailedPercent { get; init; }

    /// <summary>Seconds of each level.</summary>
    public required double StepSeconds { get; init; }

    /// <summary><c>Found</c>; <c>GeneratorLimited</c> when the machine's generator was at its limit before the objective broke;
    /// <c>Missed</c> when even the lowest rate missed it;
    /// <c>Unbroken</c> when it held up to the highest rate that was allowed.</summary>
    public required string Verdict { get; init; }

    /// <summary>
    /// The highest rate at which the objective held in both of its runs, arrivals a second; null for none. Of a search that is not
    /// <c>Found</c>: at least this.
    /// </summary>
    public double? MaximumRate { get; init; }

    /// <summary>The next lower rate that passed; null for none.</summary>
    public double? NextBelow { get; init; }

    /// <summary>The next higher rate, which missed or was generator-limited; null for none.</summary>
    public double? NextAbove { get; init; }

    /// <summary>Every run, in the order in which they were made; each is a row of the load results too.</summary>
    public required IReadOnlyList<FindMaxLevel> Levels { get; init; }
}
