using Smg.Load.Running;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Cli.Commands.Load.Engines;

/// <summary>The lab's own engine, in this process.</summary>
internal sealed class OwnEngine : ILoadEngine
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadScenario scenario,
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    ) => scenario.RunAsync(settings, progress, cancellationToken);
}
