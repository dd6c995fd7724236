using Smg.Gateway.Simulator;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Http;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Time to the first token of a stream with a module that sees each event, over the same with the module letting streams pass.
/// Client, gateways and upstream share this machine, one stream at a time, and blocks of the two take turns.
/// </summary>
internal static class StreamFirstTokenGate
{
    private const string Guest = "redact-events";
    private const int WarmUp = 100;
    private const int FewestStreams = 6;
    private const int BodyBytes = 2 << 10;
    private const int Tokens = 2;

    /// <summary>
    /// Time from the first token to the second, long beside a stream's way over sockets: a stream that is buffered shows, on a busy machine
    /// too.
    /// </summary>
    private const double TokenIntervalMs = 40;

    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "stream_first_token_ratio_events",
            Description =
                "time to the first token with on_stream events, over the same with on_stream pass "
                + "(redact-events, one stream at a time, bodies of 2 KB, real sockets)",
            // Three times: 1.4 to 1.7 were measured on two shared processors, where the instance and a call are a fraction of a stream's
            // way over sockets; an instance that is compiled, or waited for, at each stream costs tens of times that way.
            Threshold = 3,
            Direction = GateDirection.AtMost,
            FollowUp = "load --filter http-events",
            Method = new RatioMethod(Prepare) { WarmUpTime = TimeSpan.Zero },
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options) => PrepareAsync(options).GetAwaiter().GetResult();

    private static async Task<GateWorkload> PrepareAsync(WasmRuntimeOptions options)
    {
        UpstreamHost upstream = new(
            new Uri("http://127.0.0.1:0"),
            new UpstreamSettings { Tokens = Tokens, TokenIntervalMs = TokenIntervalMs }
        );
        await upstream.StartAsync().ConfigureAwait(false);
        GatewayTarget pass = await StartAsync(StreamPolicy.Pass).ConfigureAwait(false);
        GatewayTarget events = await StartAsync(StreamPolicy.Events).ConfigureAwait(false);
        ChatPayload payload = ChatPayload.Of(BodyBytes, isStream: true);
        ChatPayload oneToken = ChatPayload.Of(BodyBytes, isStream: true, maxTokens: 1);
        JitWarmUp.Settle(() => FirstTokens(pass, oneToken, WarmUp), () => FirstTokens(events, oneToken, WarmUp));
        SizedBlockOptions size = new() { Target = TimeSpan.FromMilliseconds(30), Fewest = FewestStreams };
        return new GateWorkload(
            streams => FirstTokens(events, payload, streams),
            streams => FirstTokens(pass, payload, streams),
            size,
            new Servers([pass, events, upstream])
        );

        Task<GatewayTarget> StartAsync(StreamPolicy policy)
        {
            WasmModule module = GuestLibrary.Load(Guest);
            return GatewayTarget.StartAsync(
                options,
                upstream.Address,
                [(module, new ModuleRegistration(module.Name, [AttachPoint.OnResponse]) { OnStream = policy, DryRun = false })]
            );
        }

        double FirstTokens(GatewayTarget gateway, ChatPayload request, int streams)
        {
            TimeSpan sum = TimeSpan.Zero;
            for (int i = 0; i < streams; i++)
            {
                sum += gateway.TimeFirstTokenAsync(request).GetAwaiter().GetResult();
            }

            return sum.TotalMicroseconds / streams;
        }
    }

    /// <summary>What is ended with the gate.</summary>
    private sealed class Servers(IReadOnlyList<IAsyncDisposable> servers) : IDisposable
    {
        public void Dispose()
        {
            foreach (IAsyncDisposable server in servers)
            {
                server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }
    }
}
