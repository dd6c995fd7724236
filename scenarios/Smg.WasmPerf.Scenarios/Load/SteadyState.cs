using System.Globalization;
using Smg.Wasm;
using Smg.WasmPerf.Load;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>An open model at a constant rate.</summary>
public sealed class SteadyState : LoadScenario
{
    private const string Guest = "auth";
    private const int DefaultRate = 1000;

    /// <inheritdoc/>
    public override string Name => "steady-state";

    /// <inheritdoc/>
    public override bool TakesRate => true;

    /// <inheritdoc/>
    public override string Description => $"How long do calls take at a constant arrival rate ({DefaultRate}/s)?";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(LoadSettings settings, IProgress<LoadProgress> progress, CancellationToken cancellationToken)
    {
        int rate = settings.Rate ?? DefaultRate;
        Target target = Target.Of(settings, Guest);
        using WasmRuntime runtime = new(settings.Options);
        await target.ProbeAsync(runtime).ConfigureAwait(false);
        Dictionary<string, string> parameters = Parameters(settings, settings.Options, Guest);
        parameters["rate"] = rate.ToString(CultureInfo.InvariantCulture);
        return await MeasureAsync(
            settings,
            runtime,
            progress,
            $"guest={parameters["guest"]}, rate={rate}/s",
            parameters,
            cancellationToken,
            target.Scenario(Name, runtime).WithLoadSimulations(Simulation.Inject(rate, TimeSpan.FromSeconds(1), settings.Duration))).ConfigureAwait(false);
    }
}
