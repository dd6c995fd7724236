using System.Globalization;
using Smg.Wasm;
using Smg.Wasm.Options;
using Smg.WasmPerf.Load;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>A question asked of the runtime under load.</summary>
public abstract class LoadScenario
{
    /// <summary>The name in results and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The question, in one sentence.</summary>
    public abstract string Description { get; }

    /// <summary>Whether the scenario can load a component of the user's own.</summary>
    public virtual bool TakesModule => true;

    /// <summary>Whether the scenario's arrival rate can be set: false for a closed model.</summary>
    public virtual bool TakesRate => false;

    /// <summary>Measures.</summary>
    /// <param name="settings">What it is run with.</param>
    /// <param name="progress">Told about once a second.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <exception cref="InvalidOperationException">The component cannot be called at all.</exception>
    public abstract Task<IReadOnlyList<LoadResult>> RunAsync(LoadSettings settings, IProgress<LoadProgress> progress, CancellationToken cancellationToken);

    /// <summary>Runs scenarios side by side on one runtime and gives their results, in order. What is the runtime's alone is told with the first of them.</summary>
    private protected static Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        WasmRuntime runtime,
        IProgress<LoadProgress> progress,
        string configuration,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken,
        params ScenarioProps[] scenarios)
        => LoadEngine.MeasureAsync(settings, runtime, progress, configuration, parameters, scenarios, cancellationToken);

    /// <summary>What was set for a run, by name.</summary>
    private protected static Dictionary<string, string> Parameters(LoadSettings settings, WasmRuntimeOptions options, string guest) => new()
    {
        ["guest"] = settings.Module?.Name ?? guest,
        ["workers"] = options.EffectiveWorkers.ToString(CultureInfo.InvariantCulture),
        ["engine"] = options.EngineSharing == EngineSharing.Shared ? "shared" : "per-worker",
        ["bodyBytes"] = settings.BodyBytes.ToString(CultureInfo.InvariantCulture),
    };
}
