using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Http;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>
/// The tail of the response time with auth, over the same without modules, in blocks that take turns: each gives the p99 of several hundred requests, the lower
/// of two in a row, because what the machine does now and then is in one of them and the gateway's own tail in both. Requests arrive by themselves at a quarter
/// of the rate that the gateway serves, so that what is measured is not a queue.
/// </summary>
public sealed class GatewayLatencyGate : RatioGate
{
    private const int Requests = 2_000;
    private const int CapacityBlocks = 5;
    private const int ControlEvery = 2;

    /// <summary>The p99 of fewer is the time of two or three requests.</summary>
    private const int RequestsPerBlock = 600;
    private const double LoadShare = 0.25;
    private const double MicrosecondsPerSecond = 1e6;
    private static readonly TimeSpan ShortestBlock = TimeSpan.FromMilliseconds(120);

    private readonly List<double> _control = [];
    private int _rate;

    /// <inheritdoc/>
    public override string Name => "gateway_p99_ratio_auth";

    /// <inheritdoc/>
    public override string Description => "p99 of the gateway's response time with auth, over the same without modules (open model at a quarter of the highest rate, bodies of 2 KB, real sockets)" + Rate();

    /// <summary>
    /// Ten: a tail of another order of magnitude. On two shared processors, unchanged code gave 0.8 to 2.9 with intervals up to 7.3,
    /// and a module that takes 20 ms more for each 40th request gave 54. Smaller differences are the load scenario http-modules' to show.
    /// </summary>
    public override double Threshold => 10;

    /// <inheritdoc/>
    public override GateDirection Direction => GateDirection.AtMost;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh load --filter http-modules";

    /// <inheritdoc/>
    protected override int MinPairs => 12;

    /// <inheritdoc/>
    protected override TimeSpan WarmUpTime => TimeSpan.Zero;

    /// <summary>A bad ratio that the gateway without modules reaches against itself, and one that its own spread hides, say nothing of the module.</summary>
    protected override GateResult Conclude(GateResult result)
    {
        MedianInterval control = MedianInterval.Of(_control);
        GateControl ownRatio = new("p99 of the gateway without modules, over its own", control.Median, control.Low, control.High);
        GateResult reported = result with { Control = ownRatio };
        bool isBlind = result.Verdict switch
        {
            GateVerdict.Failed => control.High >= result.Low,
            GateVerdict.Undecided => control.High >= Threshold,
            _ => false,
        };
        return !isBlind ? reported : reported with
        {
            Verdict = GateVerdict.Skipped,
            Reason = string.Create(
                CultureInfo.InvariantCulture,
                $"the p99 of the gateway without modules is up to {control.High:F1} times itself from block to block: the machine is too unsteady for a tail"),
        };
    }

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        _control.Clear();
        GatewayBench bench = GatewayBench.Start(options, "auth");
        JitWarmUp.Settle(() => GatewayBench.Closed(bench.Without, Requests), () => GatewayBench.Closed(bench.With, Requests));
        double closed = MedianInterval.Of([.. Enumerable.Range(0, CapacityBlocks).Select(_ => GatewayBench.Closed(bench.Without, Requests))]).Median;
        _rate = Math.Max(1, (int)(LoadShare * MicrosecondsPerSecond / closed));
        JitWarmUp.Settle(() => P99(bench.Without), () => P99(bench.With));
        int blocks = 0;
        return new GateWorkload(_ => P99(bench.With), _ => WithControl(), new SizedBlockOptions { Most = 1 }, bench);

        double WithControl()
        {
            double p99 = P99(bench.Without);
            if (blocks++ % ControlEvery == 0)
            {
                _control.Add(P99(bench.Without) / p99);
            }

            return p99;
        }
    }

    /// <summary>The lower p99 of two blocks.</summary>
    private double P99(GatewayTarget gateway)
    {
        TimeSpan block = TimeSpan.FromSeconds(Math.Max(ShortestBlock.TotalSeconds, (double)RequestsPerBlock / _rate));
        return Math.Min(Block(), Block());

        double Block() => GatewayBench.Open(gateway, _rate, block).ResponseTime.P99Us;
    }

    private string Rate() => _rate == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {_rate:N0} arrivals a second");
}
