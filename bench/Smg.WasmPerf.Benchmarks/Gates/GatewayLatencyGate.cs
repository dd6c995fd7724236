using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Load;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Http;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>The p99 of the response time with auth, over the same without modules, at half the rate that the gateway without modules serves at most.</summary>
public sealed class GatewayLatencyGate : RatioGate
{
    private const int Requests = 2_000;
    private const int CapacityBlocks = 5;
    private const double MicrosecondsPerSecond = 1e6;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Block = TimeSpan.FromMilliseconds(200);

    private readonly List<double> _control = [];
    private int _rate;
    private int _blocks;
    private int _late;

    /// <inheritdoc/>
    public override string Name => "gateway_p99_ratio_auth";

    /// <inheritdoc/>
    public override string Description => "p99 of the gateway's response time with auth, over the same without modules (open model at half the highest rate, bodies of 2 KB, real sockets)" + Rate() + Control();

    /// <inheritdoc/>
    public override double Threshold => 1.5;

    /// <inheritdoc/>
    public override GateDirection Direction => GateDirection.AtMost;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh load --filter http-modules";

    /// <inheritdoc/>
    protected override int MinPairs => 30;

    /// <summary>
    /// A failure is none where the machine was too busy to say: where the arrivals themselves were late in most blocks, or where the p99 of the gateway without
    /// modules over its own, block after block, cannot be told from a failure either. The description tells both.
    /// </summary>
    protected override GateVerdict Judge(RatioEstimate ratio)
    {
        GateVerdict verdict = base.Judge(ratio);
        return verdict == GateVerdict.Failed && (_late > _blocks / 2 || IsBlind(MedianInterval.Of(_control))) ? GateVerdict.Undecided : verdict;
    }

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        GatewayBench bench = GatewayBench.Start(options, "auth");
        JitWarmUp.Settle(() => GatewayBench.Closed(bench.Without, Requests), () => GatewayBench.Closed(bench.With, Requests));
        _rate = (int)(HighestRate(bench.Without) / 2);
        return GateWorkload.OfBlocks(new PairedWorkload(() => P99(bench.With), () => P99Twice(bench.Without)), bench);
    }

    /// <summary>
    /// Requests a second that are answered when more arrive than can be: as many as clients get that wait for each answer. Requests that come by themselves
    /// cost more than those, for each wakes a thread.
    /// </summary>
    private static double HighestRate(GatewayTarget gateway)
    {
        double closed = MedianInterval.Of([.. Enumerable.Range(0, CapacityBlocks).Select(_ => GatewayBench.Closed(gateway, Requests))]).Median;
        int offered = (int)(MicrosecondsPerSecond / closed);
        return MedianInterval.Of([.. Enumerable.Range(0, CapacityBlocks).Select(_ => GatewayBench.Open(gateway, offered, WarmUp, Block).Ok.Request.RPS)]).Median;
    }

    private double P99(GatewayTarget gateway)
    {
        ScenarioStats stats = GatewayBench.Open(gateway, _rate, WarmUp, Block);
        _blocks++;
        _late += stats.GeneratorLimited ? 1 : 0;
        return stats.ResponseTime.P99Us;
    }

    /// <summary>The p99 of a block, and its ratio to that of another as the comparison's control.</summary>
    private double P99Twice(GatewayTarget gateway)
    {
        double first = P99(gateway);
        _control.Add(P99(gateway) / first);
        return first;
    }

    private bool IsBlind(MedianInterval control) => control.High > Threshold || control.Low < 1 / Threshold;

    private string Control()
    {
        if (_control.Count == 0)
        {
            return "";
        }

        MedianInterval control = MedianInterval.Of(_control);
        return string.Create(CultureInfo.InvariantCulture, $"; the gateway without modules over itself: {control.Median:F2}x [{control.Low:F2}, {control.High:F2}]");
    }

    private string Rate() => _rate == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {_rate:N0} arrivals a second, late in {_late} of {_blocks} blocks");
}
