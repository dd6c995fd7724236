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
    /// What two processes must get done over one, before and after a pair, for the pair to count. Callers that take turns behind one lock
    /// measure its inverse, 0.67 at most. Virtual machines give two processors in some moments and one in others.
    /// </summary>
    private const double TwoProcessors = 1.5;

    /// <summary>
    /// What they must get done over one in the median of all moments: where less is usual, single moments that look like two processors are
    /// noise.
    /// </summary>
    private const double UsualProcessors = 1.3;

    /// <summary>Between what a lock around every call allows and what unchanged code measured.</summary>
    private const double LeastEfficiency = 0.75;

    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "scaling_2_workers",
            Description =
                "executions a second of two callers of one runtime, over those of two processes with one caller each (minimal guest, body of 2 KB)",
            Threshold = LeastEfficiency,
            FollowUp = "load --filter worker-sweep",
            WhyNot = () => Processors.Missing(2),
            Method = new RatioMethod(Prepare)
            {
                // Processes cannot be looked into from here.
                RunsHere = false,
                Control = new("executions a second of two processes, over those of one", WhyBlind),
                WhyTooFew = pairs =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the machine gave two processors in {pairs} moments only: two processes that share nothing must get {TwoProcessors:F1} times as much done as one for a moment to count"
                    ),
            },
        };

    private static string? WhyBlind(GateResult result, MedianInterval control) =>
        control.Median >= UsualProcessors
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"two processes that share nothing get {control.Median:F2} times as much done as one, less than {UsualProcessors}: the machine does not give two processors now"
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
            Counts = () => control.Count > 1 && control[^1] >= TwoProcessors && control[^2] >= TwoProcessors,
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
