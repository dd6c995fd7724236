using System.Globalization;
using Smg.Load.Running;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>A question about the runtime under load.</summary>
public abstract class LoadScenario
{
    /// <summary>The name in results and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The question, in one sentence.</summary>
    public abstract string Description { get; }

    /// <summary>Whether the scenario can load the user's component.</summary>
    public virtual bool TakesModule => true;

    /// <summary>Measures.</summary>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="progress">Receives the progress about once a second.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <exception cref="InvalidOperationException">The component cannot be called at all.</exception>
    public abstract Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    );

    /// <summary>The load of a scenario that is closed unless a rate is asked for.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="callers">Callers of the closed model, each with one call at a time.</param>
    /// <param name="during">How long.</param>
    private protected static LoadSimulation ClosedUnlessRated(LoadSettings settings, int callers, TimeSpan during) =>
        settings.Rate is { } rate ? Simulation.Inject(rate, TimeSpan.FromSeconds(1), during) : Simulation.KeepConstant(callers, during);

    /// <summary>What was set for a run, by name.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="options">The runtime's options.</param>
    /// <param name="guest">The guest; the user's module replaces it.</param>
    /// <param name="rate">Arrivals a second; null in a closed model.</param>
    private protected static Dictionary<string, string> Parameters(
        LoadSettings settings,
        WasmRuntimeOptions options,
        string guest,
        int? rate
    )
    {
        Dictionary<string, string> parameters = new()
        {
            ["guest"] = settings.Module?.Name ?? guest,
            ["workers"] = options.EffectiveWorkers.ToString(CultureInfo.InvariantCulture),
            ["engine"] = options.EngineSharing == EngineSharing.Shared ? "shared" : "per-worker",
            ["bodyBytes"] = settings.BodyBytes.ToString(CultureInfo.InvariantCulture),
        };
        if (rate is { } arrivals)
        {
            parameters["rate"] = arrivals.ToString(CultureInfo.InvariantCulture);
        }

        return parameters;
    }

    /// <summary>What a configuration ends with where a rate is asked for; else nothing.</summary>
    private protected static string RateSuffix(LoadSettings settings) =>
        settings.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $", rate={rate}/s") : "";
}
