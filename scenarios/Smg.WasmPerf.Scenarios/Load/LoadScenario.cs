using System.Globalization;
using Smg.Wasm;
using Smg.Wasm.Options;
using Smg.WasmPerf.Load;
using Smg.WasmPerf.Results;

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

    /// <summary>Measures.</summary>
    /// <param name="settings">What it is run with.</param>
    /// <param name="progress">Told about once a second.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <exception cref="InvalidOperationException">The component cannot be called at all.</exception>
    public abstract Task<IReadOnlyList<LoadResult>> RunAsync(LoadSettings settings, IProgress<LoadProgress> progress, CancellationToken cancellationToken);

    /// <summary>Runs scenarios side by side on one runtime and gives their results, in order. What is the runtime's alone is told with the first of them.</summary>
    private protected static async Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        WasmRuntime runtime,
        IProgress<LoadProgress> progress,
        string configuration,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken,
        params ScenarioProps[] scenarios)
    {
        LoadRunner runner = LoadRunner
            .RegisterScenarios([.. scenarios.Select(scenario => scenario.WithWarmUpDuration(settings.WarmUp).WithMaxFailCount(int.MaxValue).WithThresholds([.. scenario.Thresholds, .. settings.Thresholds]))])
            .WithShard(settings.Shard)
            .WithProgress(new QueueProgress(progress, runtime));
        Dictionary<string, string> all = new(parameters);
        if (settings.Shard.Count > 1)
        {
            all[ShardMerge.ShardParameter] = settings.Shard.ToString();
            all["seconds"] = settings.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (settings.CommonStart?.Next(settings.WarmUp + settings.Duration) is { } start)
        {
            runner = runner.WithStartAt(start);
            all["startAt"] = start.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }

        PhasesObserver? phases = runtime.Options.PhaseTimings ? new PhasesObserver(runtime) : null;
        if (phases is not null)
        {
            runner = runner.WithObserver(phases);
        }

        NodeStats stats = await runner
            .RunAsync(cancellationToken)
            .ConfigureAwait(false);
        LoadResult[] results = [.. stats.ScenarioStats.Select(scenario => scenario.ToLoadResult(configuration, all))];
        results[0] = results[0] with { Phases = phases?.ToResult([.. scenarios.Select(scenario => scenario.Name)]) };
        return results;
    }

    /// <summary>What was set for a run, by name.</summary>
    private protected static Dictionary<string, string> Parameters(LoadSettings settings, WasmRuntimeOptions options, string guest) => new()
    {
        ["guest"] = settings.Module?.Name ?? guest,
        ["workers"] = options.EffectiveWorkers.ToString(CultureInfo.InvariantCulture),
        ["engine"] = options.EngineSharing == EngineSharing.Shared ? "shared" : "per-worker",
        ["bodyBytes"] = settings.BodyBytes.ToString(CultureInfo.InvariantCulture),
    };
}
