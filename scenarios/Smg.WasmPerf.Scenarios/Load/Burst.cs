using System.Globalization;
using Smg.Load.Running;
using Smg.Wasm;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>An open model whose rate goes up tenfold for a while.</summary>
public sealed class Burst : LoadScenario
{
    private const string Guest = "auth";
    private const int HighestDefaultRate = 500;
    private const int Factor = 10;

    /// <inheritdoc/>
    public override string Name => "burst";

    /// <inheritdoc/>
    public override string Description => $"What does a burst of {Factor} times the rate do to the response time of all calls?";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        TimeSpan second = TimeSpan.FromSeconds(1);
        TimeSpan third = settings.Duration / 3;
        Target target = Target.Of(settings, Guest);
        using WasmRuntime runtime = new(settings.Options);
        await target.ProbeAsync(runtime).ConfigureAwait(false);
        int rate = await CapacityProbe.RateAsync(settings, HighestDefaultRate, () => target.ProbeAsync(runtime)).ConfigureAwait(false);
        Dictionary<string, string> parameters = Parameters(settings, settings.Options, Guest, rate);
        parameters["burstRate"] = (rate * Factor).ToString(CultureInfo.InvariantCulture);
        return await LoadEngine
            .MeasureAsync(
                new LoadMeasurement(settings, progress)
                {
                    Runtime = runtime,
                    Configuration = $"guest={parameters["guest"]}, rate={rate}/s, burst={rate * Factor}/s",
                    Parameters = parameters,
                },
                [
                    target
                        .Scenario(Name, runtime)
                        .WithLoadSimulations(
                            Simulation.Inject(rate, second, third),
                            Simulation.Inject(rate * Factor, second, third),
                            Simulation.Inject(rate, second, third)
                        ),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
