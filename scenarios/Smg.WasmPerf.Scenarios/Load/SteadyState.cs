using Smg.Load.Running;
using Smg.Wasm;
using Smg.WasmPerf.Results;

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
        return await MeasureAsync(
                settings,
                runtime,
                progress,
                $"guest={parameters["guest"]}, rate={rate}/s",
                parameters,
                cancellationToken,
                target.Scenario(Name, runtime).WithLoadSimulations(Simulation.Inject(rate, TimeSpan.FromSeconds(1), settings.Duration))
            )
            .ConfigureAwait(false);
    }
}
