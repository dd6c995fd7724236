using System.Globalization;
using Smg.Load.Running;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>
/// How much a gateway serves with a module that takes long, then four times as many arrivals: each is answered, with 200 or with 503 and
/// Retry-After.
/// </summary>
public sealed class HttpOverload : HttpScenario
{
    private const int Clients = 8;
    private const int Times = 4;
    private const int MaxRate = 20_000;
    private const int BodyBytes = 64 << 10;
    private const int Queue = 32;
    private const string Guest = "js-rewrite";

    /// <inheritdoc/>
    public override string Name => "http-overload";

    /// <inheritdoc/>
    public override string Description =>
        $"How does the gateway serve {Times} times the requests that it can, with a slow module ({Guest}, {BodyBytes >> 10} KB)?";

    /// <inheritdoc/>
    public override bool TakesModule => false;

    private protected override async Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        Uri upstream,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        HttpVariant variant = HttpVariant.With(Guest, settings, GuestLibrary.Load(Guest));
        WasmRuntimeOptions options = settings.Options with { QueueCapacity = Queue, Dispatch = Dispatch.Workers, ThreadPoolSize = 1 };
        LoadSettings limited = settings with { Options = options };
        ChatPayload payload = ChatPayload.Of(BodyBytes);
        return await WithGatewaysAsync(
                limited,
                upstream,
                [variant],
                async gateways =>
                {
                    await gateways[0].ProbeAsync(payload).ConfigureAwait(false);
                    Dictionary<string, string> parameters = Parameters(limited, variant, BodyBytes, Clients);
                    LoadResult capacity = await RowAsync($"capacity, {Clients} clients", Simulation.KeepConstant(Clients, limited.Duration))
                        .ConfigureAwait(false);
                    int rate = settings.Rate ?? Math.Clamp((int)(capacity.RatePerSecond * Times), 1, MaxRate);
                    parameters.Remove("clients");
                    parameters["rate"] = rate.ToString(CultureInfo.InvariantCulture);
                    LoadResult overload = await RowAsync(
                            $"{Times} times the capacity",
                            Simulation.Inject(rate, TimeSpan.FromSeconds(1), limited.Duration)
                        )
                        .ConfigureAwait(false);
                    return [capacity, overload];

                    async Task<LoadResult> RowAsync(string configuration, LoadSimulation load) =>
                        (
                            await LoadEngine
                                .MeasureAsync(
                                    new LoadMeasurement(limited, progress)
                                    {
                                        Runtime = gateways[0].Runtime,
                                        Configuration = configuration,
                                        Parameters = parameters,
                                    },
                                    [gateways[0].Scenario(Name, payload).WithLoadSimulations(load)],
                                    cancellationToken
                                )
                                .ConfigureAwait(false)
                        ).Single();
                }
            )
            .ConfigureAwait(false);
    }
}
