using Smg.Load.Running;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>Several modules at once on one runtime, each at its own rate.</summary>
public sealed class MixedModules : LoadScenario
{
    private const int HighestDefaultRate = 1000;

    private static readonly (string Guest, double Share)[] Mix = [("auth", 0.5), ("logging", 0.3), ("body-rewrite", 0.2)];

    /// <inheritdoc/>
    public override string Name => "mixed-modules";

    /// <inheritdoc/>
    public override string Description => "How do auth, logging and body-rewrite affect each other on one runtime?";

    /// <inheritdoc/>
    public override bool TakesModule => false;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        using WasmRuntime runtime = new(settings.Options);
        Target[] targets =
        [
            .. Mix.Select(part => new Target(
                GuestLibrary.Load(part.Guest),
                AttachPoint.OnRequest,
                SampleMessages.Request(settings.BodyBytes)
            )),
        ];
        await Target.ProbeAsync(runtime, targets).ConfigureAwait(false);
        int next = 0;
        int rate = await CapacityProbe
            .RateAsync(settings, HighestDefaultRate, () => targets[next++ % targets.Length].ProbeAsync(runtime))
            .ConfigureAwait(false);
        ScenarioProps[] scenarios =
        [
            .. targets.Select(
                (target, i) =>
                    target
                        .Scenario(Mix[i].Guest, runtime)
                        .WithLoadSimulations(
                            Simulation.Inject(Math.Max(1, (int)(rate * Mix[i].Share)), TimeSpan.FromSeconds(1), settings.Duration)
                        )
            ),
        ];
        Dictionary<string, string> parameters = Parameters(
            settings,
            settings.Options,
            string.Join("+", Mix.Select(part => part.Guest)),
            rate
        );
        IReadOnlyList<LoadResult> results = await LoadEngine
            .MeasureAsync(
                new LoadMeasurement(settings, progress) { Runtime = runtime, Parameters = parameters },
                scenarios,
                cancellationToken
            )
            .ConfigureAwait(false);
        return [.. results.Select(result => result with { Scenario = Name, Configuration = $"guest={result.Scenario}" })];
    }
}
