using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>A search as far as it has come: from here it goes on as if it had never been interrupted.</summary>
public sealed record TuneState
{
    /// <summary>The version of the file's shape that this build writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the file's shape.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>What the search is for.</summary>
    public required TuneSetup Setup { get; init; }

    /// <summary>Every measurement, in the order in which they were made.</summary>
    public IReadOnlyList<TuneMeasurement> Measurements { get; init; } = [];

    /// <summary>Every final comparison, in order.</summary>
    public IReadOnlyList<ComparisonResult> Comparisons { get; init; } = [];
}
