using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Requests a second of the gateway with the minimal module, over the same without modules. Client, gateway and upstream share this
/// machine.
/// </summary>
internal static class GatewayThroughputGate
{
    private const int WarmUp = 2_500;
    private const int FewestRequests = 80;

    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "gateway_throughput_ratio_minimal",
            Description =
                "requests a second of the gateway with the minimal module, over the same without modules (closed model, 8 "
                + "clients, bodies of 2 KB, real sockets)",
            Threshold = 0.65,
            FollowUp = "load --filter http-modules",
            Method = new RatioMethod(Prepare) { PairsPerWorkload = 60, WarmUpTime = TimeSpan.Zero },
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        GatewayBench bench = GatewayBench.Start(options, "minimal");
        JitWarmUp.Settle(() => GatewayBench.Closed(bench.Without, WarmUp), () => GatewayBench.Closed(bench.With, WarmUp));
        SizedBlockOptions size = new() { Target = TimeSpan.FromMilliseconds(40), Fewest = FewestRequests };
        return new GateWorkload(
            requests => GatewayBench.Closed(bench.Without, requests),
            requests => GatewayBench.Closed(bench.With, requests),
            size,
            bench
        );
    }
}
