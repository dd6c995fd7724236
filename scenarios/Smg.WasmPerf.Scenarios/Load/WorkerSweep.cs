using Smg.Load.Running;
using Smg.Wasm;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>
/// A closed model that keeps all workers busy, or an arrival rate where one is asked for, for each worker count and way of sharing engines.
/// </summary>
public sealed class WorkerSweep : LoadScenario
{
    private const string Guest = "minimal";
    private const int CallersPerWorker = 4;

    /// <inheritdoc/>
    public override string Name => "worker-sweep";

    /// <inheritdoc/>
    public override string Description =>
        "How many calls a second do 1, 2 and 4 workers complete, with one shared engine and with an engine for each?";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        Target target = Target.Of(settings, Guest);
        List<LoadResult> results = [];
        foreach (EngineSharing sharing in Enum.GetValues<EngineSharing>())
        {
            foreach (int workers in (int[])[1, 2, 4])
            {
                WasmRuntimeOptions options = settings.Options with
                {
                    Dispatch = Dispatch.Workers,
                    ThreadPoolSize = workers,
                    OversubscribeWorkers = true,
                    EngineSharing = sharing,
                };
                using WasmRuntime runtime = new(options);
                await target.ProbeAsync(runtime).ConfigureAwait(false);
                Dictionary<string, string> parameters = Parameters(settings, options, Guest, settings.Rate);
                results.AddRange(
                    await LoadEngine
                        .MeasureAsync(
                            new LoadMeasurement(settings, progress)
                            {
                                Runtime = runtime,
                                Configuration = $"workers={workers}, engine={parameters["engine"]}{RateSuffix(settings)}",
                                Parameters = parameters,
                            },
                            [
                                target
                                    .Scenario(Name, runtime)
                                    .WithLoadSimulations(ClosedUnlessRated(settings, workers * CallersPerWorker, settings.Duration)),
                            ],
                            cancellationToken
                        )
                        .ConfigureAwait(false)
                );
            }
        }

        return results;
    }
}
