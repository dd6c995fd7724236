using Smg.Load.Running;
using Smg.Wasm;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>One caller whose every call meets a component that is not compiled, and one whose component always is.</summary>
public sealed class ColdStart : LoadScenario
{
    private const string Guest = "auth";

    /// <inheritdoc/>
    public override string Name => "cold-start";

    /// <inheritdoc/>
    public override string Description => "How long does a call take when its component must be compiled first?";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        List<LoadResult> results = [];
        foreach (bool cached in (bool[])[false, true])
        {
            // A cache of one component and two components in turn: every call is a miss.
            WasmRuntimeOptions options = cached ? settings.Options : settings.Options with { ModuleCacheSize = 1 };
            Target target = Target.Of(settings, Guest);
            Target[] targets = cached
                ? [target]
                : [.. Enumerable.Range(0, 2).Select(i => target with { Module = ModuleVariant.Of(target.Module, i) })];
            using WasmRuntime runtime = new(options);
            await target.ProbeAsync(runtime).ConfigureAwait(false);
            Dictionary<string, string> parameters = Parameters(settings, options, Guest, settings.Rate);
            parameters["cached"] = cached ? "true" : "false";
            int next = 0;
            results.AddRange(
                await LoadEngine
                    .MeasureAsync(
                        new LoadMeasurement(settings, progress)
                        {
                            Runtime = runtime,
                            Configuration = $"guest={parameters["guest"]}, cached={parameters["cached"]}{RateSuffix(settings)}",
                            Parameters = parameters,
                        },
                        [
                            LoadEngine
                                .Scenario(
                                    Name,
                                    _ => targets[(uint)Interlocked.Increment(ref next) % (uint)targets.Length].CallAsync(runtime)
                                )
                                .WithLoadSimulations(ClosedUnlessRated(settings, 1, settings.Duration)),
                        ],
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            );
        }

        return results;
    }
}
