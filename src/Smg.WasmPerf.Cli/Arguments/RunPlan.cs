using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>What a run does, decided from the command line before anything starts.</summary>
internal sealed record RunPlan
{
    /// <summary>The command that was given.</summary>
    public required string Command { get; init; }

    /// <summary>The folder for results, report and plots.</summary>
    public required string OutFolder { get; init; }

    /// <summary>The options under test.</summary>
    public required WasmRuntimeOptions Options { get; init; }

    /// <summary>Whether gates are run.</summary>
    public bool Gates { get; init; }

    /// <summary>Whether benchmarks are run.</summary>
    public bool Benchmarks { get; init; }

    /// <summary>Whether load scenarios are run.</summary>
    public bool Load { get; init; }

    /// <summary>Whether a skipped gate leaves the run undecided.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether time is spent as for a record, not as for a look.</summary>
    public bool Thorough { get; init; }

    /// <summary>A glob that gates', benchmarks' and scenarios' names must match; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>The user's component; null for none.</summary>
    public string? ModulePath { get; init; }

    /// <summary>Where the user's component is called.</summary>
    public AttachPoint AttachPoint { get; init; }

    /// <summary>Arrivals a second; null for a rate that each scenario derives from what the machine serves now.</summary>
    public int? Rate { get; init; }

    /// <summary>
    /// The largest p99 of the arrivals' lateness at which a row is a result; null for one that follows the row's own p99.
    /// </summary>
    public TimeSpan? MaxLateness { get; init; }

    /// <summary>Length of each load measurement; null for the command's own.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What drives load scenarios.</summary>
    public LoadEngineKind Engine { get; init; }

    /// <summary>A NuGet source that has NBomber, beside those of this machine; null for none.</summary>
    public string? EngineSource { get; init; }

    /// <summary>Limits that every load scenario is held to.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>The part of the load that this process makes.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>When the first measurement begins, in every shard's process; null to begin at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Whether the .NET runtime is watched while a load is measured.</summary>
    public bool Diagnostics { get; init; }

    /// <summary>Whether the profiler records each load scenario.</summary>
    public bool Trace { get; init; }

    /// <summary>Body size of the load's messages, in bytes.</summary>
    public int BodyBytes { get; init; } = 2048;

    /// <summary>Reads the component at the module's path. Returns null if the plan has no path.</summary>
    public WasmModule? ReadModule() => ModulePath is { } path ? WasmModule.FromFile(Path.GetFileNameWithoutExtension(path), path) : null;

    /// <summary>The settings of load scenarios.</summary>
    /// <param name="duration">Length of each measurement where the plan names none.</param>
    public LoadSettings ToLoadSettings(TimeSpan duration) =>
        new()
        {
            Options = Options,
            Duration = Duration ?? duration,
            Module = ReadModule(),
            AttachPoint = AttachPoint,
            Rate = Rate,
            MaxLateness = MaxLateness,
            BodyBytes = BodyBytes,
            Thresholds = Thresholds,
            Shard = Shard,
            Diagnostics = Diagnostics,
            CommonStart = StartAt is { } start ? new CommonStart(start) : null,
        };
}
