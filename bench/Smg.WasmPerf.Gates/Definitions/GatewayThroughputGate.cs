using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Requests a second of the gateway with modules, over the same without. Client, gateway and upstream share this machine, so that a
/// module's share of a request is smaller than of the gateway's own time.
/// </summary>
internal static class GatewayThroughputGate
{
    private const int WarmUp = 2_500;
    private const int FewestRequests = 80;
    private const int SmallBody = 2 << 10;

    /// <summary>Defines the gate with one module and small bodies.</summary>
    public static Gate DefineMinimal() => Define("minimal", "the minimal module", ["minimal"], "2 KB", SmallBody, threshold: 0.65);

    /// <summary>Defines the gate with three modules.</summary>
    public static Gate DefineChain() =>
        Define("chain", "logging, auth and rate-limit", ["logging", "auth", "rate-limit"], "2 KB", SmallBody, threshold: 0.5);

    /// <summary>Defines the gate with large bodies.</summary>
    public static Gate DefineLargeBody() => Define("64k", "the minimal module", ["minimal"], "64 KB", 64 << 10, threshold: 0.7);

    private static Gate Define(string name, string what, IReadOnlyList<string> guests, string size, int bodyBytes, double threshold) =>
        new()
        {
            Name = $"gateway_throughput_ratio_{name}",
            Description =
                $"requests a second of the gateway with {what}, over the same without modules (closed model, 8 clients, bodies of "
                + $"{size}, real sockets)",
            Threshold = threshold,
            FollowUp = "load --filter http-modules",
            Method = new RatioMethod(options => Prepare(options, guests, bodyBytes)) { PairsPerWorkload = 60, WarmUpTime = TimeSpan.Zero },
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options, IReadOnlyList<string> guests, int bodyBytes)
    {
        GatewayBench bench = GatewayBench.Start(options, guests, bodyBytes);
        JitWarmUp.Settle(() => bench.Closed(bench.Without, WarmUp), () => bench.Closed(bench.With, WarmUp));
        SizedBlockOptions size = new() { Target = TimeSpan.FromMilliseconds(40), Fewest = FewestRequests };
        return new GateWorkload(
            requests => bench.Closed(bench.Without, requests),
            requests => bench.Closed(bench.With, requests),
            size,
            bench
        );
    }
}
