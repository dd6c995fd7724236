using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>State of a search: a resumed search continues from it as if it had not been interrupted.</summary>
public sealed record TuneState
{
    /// <summary>The version of the file's shape that this build writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the file's shape.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The setup of the search.</summary>
    public required TuneSetup Setup { get; init; }

    /// <summary>Every measurement, in the order in which they were made.</summary>
    public IReadOnlyList<TuneMeasurement> Measurements { get; init; } = [];

    /// <summary>Every final comparison, in order.</summary>
    public IReadOnlyList<ComparisonResult> Comparisons { get; init; } = [];
}
