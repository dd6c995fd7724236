using System.Diagnostics;
using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>
/// Efficiency of sharing: what two callers of one runtime get done, over what two processes with a caller each get done at the same moment. Processes share
/// the machine and nothing else, so what the machine does not give is missing on both sides.
/// </summary>
public sealed class ScalingGate : RatioGate
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

    private readonly List<double> _control = [];

    /// <inheritdoc/>
    public override string Name => "scaling_2_workers";

    /// <inheritdoc/>
    public override string Description => "executions a second of two callers of one runtime, over those of two processes with one caller each (minimal guest, body of 2 KB)";

    /// <inheritdoc/>
    public override double Threshold => LeastEfficiency;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh load --filter worker-sweep";

    /// <inheritdoc/>
    public override string? CannotRun => Processors.Missing(2);

    /// <summary>Processes cannot be looked into from here.</summary>
    public override IPairedWorkload? Sides(WasmRuntimeOptions options) => null;

    /// <inheritdoc/>
    protected override GateResult Conclude(GateResult result)
    {
        MedianInterval control = MedianInterval.Of(_control);
        GateResult reported = result with
        {
            Control = new GateControl("executions a second of two processes, over those of one", control.Median, control.Low, control.High),
        };
        return result.Verdict == GateVerdict.Failed || control.Median >= FewestProcessors ? reported : reported with
        {
            Verdict = GateVerdict.Skipped,
            Reason = string.Create(CultureInfo.InvariantCulture, $"two processes that share nothing get {control.Median:F2} times as much done as one: the machine does not give two processors now"),
        };
    }

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        _control.Clear();
        CallerProcess shared = CallerProcess.Start(options, CallerPlan.Minimal(2));
        CallerProcess one = CallerProcess.Start(options, CallerPlan.Minimal(1));
        CallerProcess other = CallerProcess.Start(options, CallerPlan.Minimal(1));
        int blocks = 0;
        return new GateWorkload(ApartWithControl, calls => Block(calls, shared), SizedBlockOptions.SeveralThreads, shared, one, other);

        double ApartWithControl(int calls)
        {
            double apart = Block(calls, one, other);
            if (blocks++ % ControlEvery == 0)
            {
                _control.Add(2 * Block(calls, one) / apart);
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
