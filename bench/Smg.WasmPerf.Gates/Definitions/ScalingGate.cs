using System.Diagnostics;
using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Efficiency of sharing: what two callers of one runtime get done, over what two processes with a caller each get done at the same moment. Processes share
/// the machine and nothing else, so what the machine does not give is missing on both sides.
/// </summary>
internal static class ScalingGate
{
    private const double MicrosecondsPerSecond = 1e6;

    /// <summary>A quarter of the blocks of two processes gets one of a single process beside it.</summary>
    private const int ControlEvery = 4;

    /// <summary>
    /// The least that two processes must get done over one for a pass to count. Callers that take turns behind one lock measure its inverse,
    /// which is above the threshold where this is less. A failure always counts: both sides had the same machine.
    /// </summary>
    private const double FewestProcessors = 1 / LeastEfficiency;

    /// <summary>Unchanged code measured 1.02 to 1.19.</summary>
    private const double LeastEfficiency = 0.85;

    /// <summary>Defines the gate.</summary>
    public static Gate Define() => new()
    {
        Name = "scaling_2_workers",
        Description = "executions a second of two callers of one runtime, over those of two processes with one caller each (minimal guest, body of 2 KB)",
        Threshold = LeastEfficiency,
        FollowUpCommand = "./run-bench.sh load --filter worker-sweep",
        WhyNot = () => Processors.Missing(2),
        Method = new RatioMethod(Prepare)
        {
            // Processes cannot be looked into from here.
            RunsHere = false,
            Control = new("executions a second of two processes, over those of one", WhyBlind),
        },
    };

    /// <summary>A pass counts only on a machine that gives two processors; a failure always does, for both sides had the same machine.</summary>
    private static string? WhyBlind(GateResult result, MedianInterval control)
        => result.Verdict == GateVerdict.Failed || control.Median >= FewestProcessors ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"two processes that share nothing get {control.Median:F2} times as much done as one: the machine does not give two processors now");

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        CallerProcess shared = CallerProcess.Start(options, callers: 2);
        CallerProcess one = CallerProcess.Start(options, callers: 1);
        CallerProcess other = CallerProcess.Start(options, callers: 1);
        List<double> control = [];
        int blocks = 0;
        return new GateWorkload(ApartWithControl, calls => Block(calls, shared), SizedBlockOptions.SeveralThreads, shared, one, other) { ControlSamples = control };

        double ApartWithControl(int calls)
        {
            double apart = Block(calls, one, other);
            if (blocks++ % ControlEvery == 0)
            {
                control.Add(2 * Block(calls, one) / apart);
            }

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
