using Smg.Load.Running;
using Smg.Wasm;

namespace Smg.WasmPerf.Scenarios;

/// <summary>One measurement: what it is run with, and what its rows are called.</summary>
/// <param name="Settings">The settings of the run.</param>
/// <param name="Progress">Receives the progress about once a second.</param>
internal sealed record LoadMeasurement(LoadSettings Settings, IProgress<LoadProgress> Progress)
{
    /// <summary>The runtime that is called; null where its phases are not reported.</summary>
    public WasmRuntime? Runtime { get; init; }

    /// <summary>What distinguishes the rows from others of the same scenario.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>What was set for the run, by name.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }
}
