using System.Globalization;
using Smg.Wasm;
using Smg.Wasm.Middleware;
using Smg.WasmPerf.Load;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>Several modules at once on one runtime, each at a rate of its own.</summary>
public sealed class MixedModules : LoadScenario
{
    private const int DefaultRate = 1000;

    private static readonly (string Guest, double Share)[] Mix = [("auth", 0.5), ("logging", 0.3), ("body-rewrite", 0.2)];

    /// <inheritdoc/>
    public override string Name => "mixed-modules";

    /// <inheritdoc/>
    public override bool TakesRate => true;

    /// <inheritdoc/>
    public override string Description => "How do auth, logging and body-rewrite get on with each other on one runtime?";

    /// <inheritdoc/>
    public override bool TakesModule => false;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(LoadSettings settings, IProgress<LoadProgress> progress, CancellationToken cancellationToken)
    {
        int rate = settings.Rate ?? DefaultRate;
        using WasmRuntime runtime = new(settings.Options);
        List<ScenarioProps> scenarios = [];
        foreach ((string guest, double share) in Mix)
        {
            Target target = new(GuestLibrary.Load(guest), AttachPoint.OnRequest, SampleMessages.Request(settings.BodyBytes));
            await target.ProbeAsync(runtime).ConfigureAwait(false);
            scenarios.Add(target.Scenario(guest, runtime)
                .WithLoadSimulations(Simulation.Inject((int)(rate * share), TimeSpan.FromSeconds(1), settings.Duration)));
        }

        Dictionary<string, string> parameters = Parameters(settings, settings.Options, string.Join("+", Mix.Select(part => part.Guest)));
        parameters["rate"] = rate.ToString(CultureInfo.InvariantCulture);
        IReadOnlyList<LoadResult> results = await MeasureAsync(settings, runtime, progress, "", parameters, cancellationToken, [.. scenarios]).ConfigureAwait(false);
        return [.. results.Select(result => result with { Scenario = Name, Configuration = $"guest={result.Scenario}" })];
    }
}
