using Smg.Load.Running;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>A good guest alone, then the same beside one that never ends.</summary>
public sealed class SlowGuest : LoadScenario
{
    private const int HighestDefaultRate = 500;
    private const int TimeLimitMs = 100;
    private const int Workers = 2;

    /// <inheritdoc/>
    public override string Name => "slow-guest";

    /// <inheritdoc/>
    public override string Description => "How does a guest that never returns affect the calls of another module?";

    /// <inheritdoc/>
    public override bool TakesModule => false;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        WasmRuntimeOptions options = settings.Options with { ThreadPoolSize = Workers, OversubscribeWorkers = true };
        Target good = new(GuestLibrary.Load("auth"), AttachPoint.OnRequest, SampleMessages.Request(settings.BodyBytes));

        // The limit is that of the guest that never ends: on a busy machine a good one may take longer.
        WasmModule spinning = GuestLibrary.Load("spin").WithSettings(new() { MaxExecutionTimeMs = TimeLimitMs });
        Target slow = new(spinning, AttachPoint.OnRequest, SampleMessages.Request(bodyBytes: 0));
        using WasmRuntime runtime = new(options);
        await good.ProbeAsync(runtime).ConfigureAwait(false);
        int rate = await CapacityProbe.RateAsync(settings, HighestDefaultRate, () => good.ProbeAsync(runtime)).ConfigureAwait(false);
        Dictionary<string, string> parameters = Parameters(settings, options, "auth", rate);
        ScenarioProps goodScenario = good.Scenario("auth", runtime)
            .WithLoadSimulations(Simulation.Inject(rate, TimeSpan.FromSeconds(1), settings.Duration));
        ScenarioProps slowScenario = slow.Scenario("spin", runtime).WithLoadSimulations(Simulation.KeepConstant(1, settings.Duration));
        LoadMeasurement alone = new(settings, progress)
        {
            Runtime = runtime,
            Configuration = "auth alone",
            Parameters = parameters,
        };
        IReadOnlyList<LoadResult> before = await LoadEngine.MeasureAsync(alone, [goodScenario], cancellationToken).ConfigureAwait(false);
        IReadOnlyList<LoadResult> beside = await LoadEngine
            .MeasureAsync(alone with { Configuration = "auth beside spin" }, [goodScenario, slowScenario], cancellationToken)
            .ConfigureAwait(false);
        LoadResult spin = beside[1] with { Configuration = $"spin, limit {TimeLimitMs} ms" };
        return [.. before.Append(beside[0]).Append(spin).Select(row => row with { Scenario = Name })];
    }
}
