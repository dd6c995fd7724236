using Smg.Wasm.Options;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>Requests a second of the gateway with the minimal module, over the same without modules. Client, gateway and upstream share this machine.</summary>
public sealed class GatewayThroughputGate : RatioGate
{
    private const int WarmUp = 2_500;
    private const int FewestRequests = 80;

    /// <inheritdoc/>
    public override string Name => "gateway_throughput_ratio_minimal";

    /// <inheritdoc/>
    public override string Description => "requests a second of the gateway with the minimal module, over the same without modules (closed model, 8 clients, bodies of 2 KB, real sockets)";

    /// <inheritdoc/>
    public override double Threshold => 0.65;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh load --filter http-modules";

    /// <inheritdoc/>
    protected override int PairsPerWorkload => 60;

    /// <inheritdoc/>
    protected override TimeSpan WarmUpTime => TimeSpan.Zero;

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        GatewayBench bench = GatewayBench.Start(options, "minimal");
        JitWarmUp.Settle(() => GatewayBench.Closed(bench.Without, WarmUp), () => GatewayBench.Closed(bench.With, WarmUp));
        SizedBlockOptions size = new() { Target = TimeSpan.FromMilliseconds(40), Fewest = FewestRequests };
        return new GateWorkload(requests => GatewayBench.Closed(bench.Without, requests), requests => GatewayBench.Closed(bench.With, requests), size, bench);
    }
}
