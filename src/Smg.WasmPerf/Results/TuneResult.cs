namespace Smg.WasmPerf.Results;

/// <summary>A search for options that suit a guest.</summary>
public sealed record TuneResult
{
    /// <summary>
    /// <c>throughput</c> (calls a second, as many callers as processors) or <c>p99</c> (of the response time at an arrival rate).
    /// </summary>
    public required string Goal { get; init; }

    /// <summary>Arrivals a second; null where the goal is throughput.</summary>
    public double? Rate { get; init; }

    /// <summary>The guest's name.</summary>
    public required string Guest { get; init; }

    /// <summary>Sizes of bodies in bytes with their weights: <c>2048:70,16384:30</c>.</summary>
    public required string Bodies { get; init; }

    /// <summary>The seed of the search.</summary>
    public required int Seed { get; init; }

    /// <summary>Seconds that the search was given.</summary>
    public required double Seconds { get; init; }

    /// <summary>What the search found, as <c>Name=Value</c>; empty for the default.</summary>
    public required IReadOnlyList<string> Winner { get; init; }

    /// <summary>The recommended options, as <c>Name=Value</c>; empty for the default.</summary>
    public required IReadOnlyList<string> Recommended { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Every measurement, in order.</summary>
    public required IReadOnlyList<TuneCandidateResult> Candidates { get; init; }
}
