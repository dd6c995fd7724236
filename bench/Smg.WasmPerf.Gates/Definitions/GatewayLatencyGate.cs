using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Http;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// The tail of the response time with auth, over the same without modules, in blocks that take turns: each gives the p99 of several hundred
/// requests, the lowest of three in a row, because what the machine does now and then is in some of them and the gateway's own tail in all.
/// Requests arrive by themselves at a quarter of the rate that the gateway serves, so that what is measured is not a queue.
/// </summary>
internal static class GatewayLatencyGate
{
    private const int Requests = 2_000;
    private const int CapacityBlocks = 5;
    private const int ControlEvery = 2;

    /// <summary>The p99 of fewer is the time of two or three requests.</summary>
    private const int RequestsPerBlock = 600;
    private const double LoadShare = 0.25;
    private const double MicrosecondsPerSecond = 1e6;
    private static readonly TimeSpan ShortestBlock = TimeSpan.FromMilliseconds(120);

    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "gateway_p99_ratio_auth",
            Description =
                "p99 of the gateway's response time with auth, over the same without modules (open model at a quarter of the "
                + "highest rate, bodies of 2 KB, real sockets)",
            // Ten: a tail of another order of magnitude. On two shared processors, unchanged code gave 0.8 to 2.9 with intervals up to 7.3,
            // and a module that takes 20 ms more for each 40th request gave 54. Smaller differences show in the load scenario http-modules.
            Threshold = 10,
            Direction = GateDirection.AtMost,
            FollowUp = "load --filter http-modules",
            Method = new RatioMethod(Prepare)
            {
                MinPairs = 12,
                WarmUpTime = TimeSpan.Zero,
                Control = new("p99 of the gateway without modules, over its own", WhyBlind),
            },
        };

    /// <summary>
    /// A bad ratio that the gateway without modules reaches against itself, and one that its own spread hides, say nothing of the module.
    /// </summary>
    private static string? WhyBlind(GateResult result, MedianInterval control)
    {
        bool isBlind = result.Verdict switch
        {
            GateVerdict.Failed => control.High >= result.Low,
            GateVerdict.Undecided => control.High >= result.Threshold,
            _ => false,
        };
        return !isBlind
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the p99 of the gateway without modules varies by up to {control.High:F1} times from block to block: this machine "
                    + $"is too unsteady now to compare a tail"
            );
    }

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        GatewayBench bench = GatewayBench.Start(options, ["auth"], 2 << 10);
        JitWarmUp.Settle(() => bench.Closed(bench.Without, Requests), () => bench.Closed(bench.With, Requests));
        double closed = MedianInterval
            .Of([.. Enumerable.Range(0, CapacityBlocks).Select(_ => bench.Closed(bench.Without, Requests))])
            .Median;
        int rate = Math.Max(1, (int)(LoadShare * MicrosecondsPerSecond / closed));
        JitWarmUp.Settle(() => Block(bench, bench.Without, rate), () => Block(bench, bench.With, rate));
        List<double> control = [];
        int blocks = 0;
        return new GateWorkload(_ => P99(bench, bench.With, rate), _ => WithControl(), new SizedBlockOptions { Most = 1 }, bench)
        {
            ControlSamples = control,
            Detail = string.Create(CultureInfo.InvariantCulture, $"; {rate:N0} arrivals a second"),
        };

        double WithControl()
        {
            double p99 = P99(bench, bench.Without, rate);
            if (blocks++ % ControlEvery == 0)
            {
                control.Add(P99(bench, bench.Without, rate) / p99);
            }

            return p99;
        }
    }

    /// <summary>The lowest p99 of three blocks.</summary>
    private static double P99(GatewayBench bench, GatewayTarget gateway, int rate) =>
        Math.Min(Block(bench, gateway, rate), Math.Min(Block(bench, gateway, rate), Block(bench, gateway, rate)));

    private static double Block(GatewayBench bench, GatewayTarget gateway, int rate)
    {
        TimeSpan block = TimeSpan.FromSeconds(Math.Max(ShortestBlock.TotalSeconds, (double)RequestsPerBlock / rate));
        return bench.Open(gateway, rate, block).ResponseTime.P99Us;
    }
}
