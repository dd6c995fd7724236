using System.Text.Json.Serialization;

namespace Smg.WasmPerf.Tuning;

/// <summary>One candidate measured beside the default for a while.</summary>
public sealed record TuneMeasurement
{
    /// <summary>The stage that asked for it.</summary>
    public required TuningStage Stage { get; init; }

    /// <summary>What differs from the default, as <c>Name=Value</c>.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>Seconds that it was given.</summary>
    public required double Seconds { get; init; }

    /// <summary>The default's cost over the candidate's, one for each round: above 1 the candidate is better.</summary>
    public required IReadOnlyList<double> Gains { get; init; }

    /// <summary>The candidate's median cost in microseconds; NaN where it failed.</summary>
    public required double CostUs { get; init; }

    /// <summary>The default's median cost beside it, in microseconds; NaN where the candidate failed.</summary>
    public required double DefaultCostUs { get; init; }

    /// <summary>Why the candidate cannot be used; null when it can.</summary>
    public string? Failure { get; init; }

    /// <summary>The candidate.</summary>
    [JsonIgnore]
    public Candidate Candidate => Candidate.Of(Settings);
}
