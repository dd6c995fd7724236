using System.Diagnostics;
using Smg.Gateway.Simulator;
using Smg.Load;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Http;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// Two gateways before one upstream, one of them with modules, and blocks of requests to either over sockets of this machine.
/// </summary>
internal sealed class GatewayBench : IDisposable
{
    private const int Clients = 8;
    private const double MicrosecondsPerSecond = 1e6;
    private static readonly Uri AnyPort = new("http://127.0.0.1:0");

    private readonly UpstreamHost _upstream;
    private readonly ChatPayload _payload;

    private GatewayBench(UpstreamHost upstream, ChatPayload payload, GatewayTarget without, GatewayTarget with)
    {
        _upstream = upstream;
        _payload = payload;
        Without = without;
        With = with;
    }

    /// <summary>The gateway without modules.</summary>
    public GatewayTarget Without { get; }

    /// <summary>The gateway with the modules.</summary>
    public GatewayTarget With { get; }

    /// <summary>Starts all three.</summary>
    /// <param name="options">The options of both gateways.</param>
    /// <param name="guests">The modules' names in the library, in the order in which they are called.</param>
    /// <param name="bodyBytes">The size of each request's body.</param>
    public static GatewayBench Start(WasmRuntimeOptions options, IReadOnlyList<string> guests, int bodyBytes) =>
        StartAsync(options, guests, bodyBytes).GetAwaiter().GetResult();

    /// <summary>Closed model: clients that each send their next request when they have the whole answer to the last.</summary>
    /// <returns>Time of one request, all clients together, in microseconds.</returns>
    public double Closed(GatewayTarget gateway, int requests)
    {
        long start = Stopwatch.GetTimestamp();
        Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => SendAsync(gateway, requests / Clients))))
            .GetAwaiter()
            .GetResult();
        return Stopwatch.GetElapsedTime(start).TotalSeconds * MicrosecondsPerSecond / (requests / Clients * Clients);
    }

    /// <summary>Open model: requests that arrive at a rate.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="rate">Arrivals a second.</param>
    /// <param name="during">Time in which they count.</param>
    public ScenarioStats Open(GatewayTarget gateway, int rate, TimeSpan during)
    {
        ScenarioProps scenario = Scenario
            .Create(
                "requests",
                async Task<IResponse> (_) =>
                    (await gateway.SendAsync(_payload).ConfigureAwait(false)).Status == 200 ? Response.Ok() : Response.Fail()
            )
            .WithoutWarmUp()
            .WithLoadSimulations(Simulation.Inject(rate, TimeSpan.FromSeconds(1), during));
        ScenarioStats stats = LoadRunner.RegisterScenarios(scenario).RunAsync().GetAwaiter().GetResult().ScenarioStats[0];
        return stats.Fail.Request.Count == 0
            ? stats
            : throw new InvalidOperationException(
                $"{stats.Fail.Request.Count} requests failed: {string.Join(", ", stats.Fail.StatusCodes)}."
            );
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().GetAwaiter().GetResult();

    private static async Task<GatewayBench> StartAsync(WasmRuntimeOptions options, IReadOnlyList<string> guests, int bodyBytes)
    {
        ChatPayload payload = ChatPayload.Of(bodyBytes);
        UpstreamHost upstream = new(AnyPort, new UpstreamSettings());
        await upstream.StartAsync().ConfigureAwait(false);
        GatewayTarget without = await GatewayTarget.StartAsync(options, upstream.Address).ConfigureAwait(false);
        GatewayTarget with = await GatewayTarget
            .StartAsync(options, upstream.Address, [.. guests.Select(guest => (GuestLibrary.Load(guest), AttachPoint.OnRequest))])
            .ConfigureAwait(false);
        await without.ProbeAsync(payload).ConfigureAwait(false);
        await with.ProbeAsync(payload).ConfigureAwait(false);
        return new GatewayBench(upstream, payload, without, with);
    }

    private async Task SendAsync(GatewayTarget gateway, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ChatOutcome outcome = await gateway.SendAsync(_payload).ConfigureAwait(false);
            if (outcome.Status != 200)
            {
                throw new InvalidOperationException($"The gateway answered {outcome.Status}.");
            }
        }
    }

    private async Task DisposeAsync()
    {
        await With.DisposeAsync().ConfigureAwait(false);
        await Without.DisposeAsync().ConfigureAwait(false);
        await _upstream.DisposeAsync().ConfigureAwait(false);
    }
}
