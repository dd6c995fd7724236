using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Scenarios;

/// <summary>The settings of a load scenario.</summary>
public sealed record LoadSettings
{
    /// <summary>The runtime's options.</summary>
    public required WasmRuntimeOptions Options { get; init; }

    /// <summary>How long each measurement lasts.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long each measurement is warmed up.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The component to load instead of a scenario's own guest; null for the scenario's own.</summary>
    public WasmModule? Module { get; init; }

    /// <summary>Where <see cref="Module"/> is called.</summary>
    public AttachPoint AttachPoint { get; init; } = AttachPoint.OnRequest;

    /// <summary>
    /// Arrivals a second, in every scenario; null for a rate that each open scenario derives from what the machine serves now
    /// (<see cref="CapacityProbe"/>), and for a closed model where a scenario has one.
    /// </summary>
    public int? Rate { get; init; }

    /// <summary>
    /// The largest p99 of the open model's lateness at which a row is a result; null for one that follows the row's own p99.
    /// </summary>
    public TimeSpan? MaxLateness { get; init; }

    /// <summary>Limits that every scenario is held to.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>The part of the load that this process makes.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>When the measurements begin that other processes make too; null to begin each at once.</summary>
    public CommonStart? CommonStart { get; init; }

    /// <summary>Whether the .NET runtime is watched, and the seconds of each measurement are recorded.</summary>
    public bool Diagnostics { get; init; }

    /// <summary>Whether the starts of requests are counted in bins of 100 ms.</summary>
    public bool RecordsArrivals { get; init; }

    /// <summary>Size of each message's body, in bytes.</summary>
    public int BodyBytes { get; init; } = 2048;
}
