using Smg.Load.Running;
using Smg.Wasm;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>An open model at a constant rate.</summary>
public sealed class SteadyState : LoadScenario
{
    private const string Guest = "auth";
    private const int HighestDefaultRate = 1000;

    /// <inheritdoc/>
    public override string Name => "steady-state";

    /// <inheritdoc/>
    public override string Description => "How long do calls take at a constant arrival rate?";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        Target target = Target.Of(settings, Guest);
        using WasmRuntime runtime = new(settings.Options);
        await target.ProbeAsync(runtime).ConfigureAwait(false);
        int rate = await CapacityProbe.RateAsync(settings, HighestDefaultRate, () => target.ProbeAsync(runtime)).ConfigureAwait(false);
        Dictionary<string, string> parameters = Parameters(settings, settings.Options, Guest, rate);
        return await LoadEngine
            .MeasureAsync(
                new LoadMeasurement(settings, progress)
                {
                    Runtime = runtime,
                    Configuration = $"guest={parameters["guest"]}, rate={rate}/s",
                    Parameters = parameters,
                },
                [target.Scenario(Name, runtime).WithLoadSimulations(Simulation.Inject(rate, TimeSpan.FromSeconds(1), settings.Duration))],
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
