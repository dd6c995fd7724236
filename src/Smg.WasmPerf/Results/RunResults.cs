using System.Text.Json.Serialization;

namespace Smg.WasmPerf.Results;

/// <summary>Everything that one run of the harness measured: the contents of <c>results.json</c>.</summary>
public sealed record RunResults
{
    /// <summary>The version of the file's shape that this build writes and reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the file's shape.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Where and with what the run was made.</summary>
    public required EnvironmentInfo Environment { get; init; }

    /// <summary>
    /// True where the run was stopped before it was complete; what had finished is in the file. False otherwise, and then not in the file.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Interrupted { get; init; }

    /// <summary>The gates, in the order in which they ran.</summary>
    public IReadOnlyList<GateResult> Gates { get; init; } = [];

    /// <summary>The benchmark cases, in the order of their suites.</summary>
    public IReadOnlyList<BenchmarkResult> Benchmarks { get; init; } = [];

    /// <summary>The load scenarios, in the order in which they ran.</summary>
    public IReadOnlyList<LoadResult> Load { get; init; } = [];

    /// <summary>Comparisons of option sets; null, and not in the file, where the run made none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ComparisonResult>? Comparisons { get; init; }

    /// <summary>A search for options; null, and not in the file, where the run made none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TuneResult? Tuning { get; init; }

    /// <summary>A search for the highest arrival rate; null, and not in the file, where the run made none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FindMaxResult? FindMax { get; init; }
}
