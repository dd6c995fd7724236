using Smg.Load.Running;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>A storage hook called before and after operations, both at a constant rate on one runtime.</summary>
public sealed class StorageHooksLoad : LoadScenario
{
    private const string Guest = "storage-tenant";
    private const int HighestDefaultRate = 500;

    /// <inheritdoc/>
    public override string Name => "storage-hooks";

    /// <inheritdoc/>
    public override string Description => "How long does a storage hook take before and after operations, both at a constant rate?";

    /// <inheritdoc/>
    public override bool TakesModule => false;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        WasmModule module = GuestLibrary.Load(Guest);
        Target before = new(module, AttachPoint.StorageBefore, SampleOperations.Before(settings.BodyBytes));
        Target after = new(module, AttachPoint.StorageAfter, SampleOperations.After(settings.BodyBytes));
        using WasmRuntime runtime = new(settings.Options);
        await Target.ProbeAsync(runtime, before, after).ConfigureAwait(false);
        int rate = await CapacityProbe
            .RateAsync(settings, HighestDefaultRate, () => Target.ProbeAsync(runtime, before, after))
            .ConfigureAwait(false);
        Dictionary<string, string> parameters = Parameters(settings, settings.Options, Guest, rate);
        LoadSimulation load = Simulation.Inject(rate, TimeSpan.FromSeconds(1), settings.Duration);
        IReadOnlyList<LoadResult> results = await LoadEngine
            .MeasureAsync(
                new LoadMeasurement(settings, progress) { Runtime = runtime, Parameters = parameters },
                [before.Scenario("before", runtime).WithLoadSimulations(load), after.Scenario("after", runtime).WithLoadSimulations(load)],
                cancellationToken
            )
            .ConfigureAwait(false);
        return [.. results.Select(result => result with { Scenario = Name, Configuration = $"{result.Scenario}, rate={rate}/s" })];
    }
}
