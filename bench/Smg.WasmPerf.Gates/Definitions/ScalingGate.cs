using System.Diagnostics;
using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Efficiency of sharing: what two callers of one runtime get done, over what two processes with a caller each get done at the same moment.
/// Processes share the machine and nothing else, so what the machine does not give is missing on both sides.
/// </summary>
internal static class ScalingGate
{
    private const double MicrosecondsPerSecond = 1e6;

    /// <summary>
    /// What two callers must get done over one alone for the gate to pass. Callers that take turns behind one lock get 1 at most, whatever
    /// the machine gives: where it gives less than two processors, their efficiency alone would look good.
    /// </summary>
    private const double MoreThanTurns = 1.15;

    /// <summary>
    /// A lock around every call measures 0.5 to 0.67, unchanged code 0.83 to 0.97 on two shared processors.
    /// </summary>
    private const double LeastEfficiency = 0.75;

    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "scaling_2_workers",
            Description =
                "executions a second of two callers of one runtime, over those of two processes with one caller each (minimal "
                + "guest, body of 2 KB)",
            Threshold = LeastEfficiency,
            FollowUp = "load --filter worker-sweep",
            WhyNot = () => Processors.Missing(2),
            Method = new RatioMethod(Prepare)
            {
                // Processes cannot be looked into from here.
                RunsHere = false,
                Control = new("executions a second of two processes, over those of one", WhyBlind),
            },
        };

    /// <summary>
    /// A bad efficiency counts on any machine, because both sides lack what the machine does not give. A good one counts where callers that
    /// take turns would look worse.
    /// </summary>
    private static string? WhyBlind(GateResult result, MedianInterval control) =>
        result.Verdict == GateVerdict.Failed || result.Low * control.Median >= MoreThanTurns
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"two processes get {control.Median:F2} times as much done as one, and two callers of one runtime "
                    + $"{result.Low * control.Median:F2} times, less than {MoreThanTurns}: on this machine now, callers that take turns "
                    + $"behind a lock would look as good"
            );

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        CallerProcess shared = CallerProcess.Start(options, CallerPlan.Minimal(2));
        CallerProcess one = CallerProcess.Start(options, CallerPlan.Minimal(1));
        CallerProcess other = CallerProcess.Start(options, CallerPlan.Minimal(1));
        List<double> control = [];
        List<double> alone = [];
        return new GateWorkload(ApartWithControl, calls => Block(calls, shared), SizedBlockOptions.SeveralThreads, shared, one, other)
        {
            ControlSamples = control,
        };

        double ApartWithControl(int calls)
        {
            double apart = Block(calls, one, other);
            alone.Add(Block(calls, one));

            // Over the pace that one process keeps in three of four moments: one that was disturbed makes two look fast.
            alone.Sort();
            control.Add(2 * alone[alone.Count / 4] / apart);
            return apart;
        }
    }

    /// <summary>Runs a block in some processes at once.</summary>
    /// <returns>Time of the block over the calls of one caller, in microseconds.</returns>
    private static double Block(int calls, params ReadOnlySpan<CallerProcess> processes)
    {
        foreach (CallerProcess process in processes)
        {
            process.Begin(calls);
        }

        (long began, long ended) = (long.MaxValue, long.MinValue);
        foreach (CallerProcess process in processes)
        {
            (long first, long last) = process.End();
            began = Math.Min(began, first);
            ended = Math.Max(ended, last);
        }

        return Stopwatch.GetElapsedTime(began, ended).TotalSeconds * MicrosecondsPerSecond / calls;
    }
}
