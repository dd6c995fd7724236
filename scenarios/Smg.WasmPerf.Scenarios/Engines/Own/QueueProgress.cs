using Smg.Load.Running;
using Smg.Wasm;

namespace Smg.WasmPerf.Scenarios.Engines;

/// <summary>Adds to each report how many calls wait for a worker of the runtime.</summary>
internal sealed class QueueProgress(IProgress<LoadProgress> progress, WasmRuntime runtime) : IProgress<LoadProgress>
{
    /// <inheritdoc/>
    public void Report(LoadProgress value) => progress.Report(value with { Waiting = runtime.QueueLength });
}
