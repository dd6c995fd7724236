using Smg.Load.Running;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Cli.Commands.Load.Engines;

/// <summary>Runs load scenarios.</summary>
internal interface ILoadEngine
{
    /// <summary>Runs a scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="progress">Receives a report about once a second.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The scenario's rows.</returns>
    /// <exception cref="InvalidOperationException">The scenario cannot run; the message says why.</exception>
    Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadScenario scenario,
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    );
}
