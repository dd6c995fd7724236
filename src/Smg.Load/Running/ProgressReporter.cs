using System.Diagnostics;
using Smg.Load.Recording;

namespace Smg.Load.Running;

/// <summary>Reports the progress of a run's scenarios on its own thread.</summary>
/// <param name="progress">Where it is reported to.</param>
/// <param name="runs">The scenarios.</param>
internal sealed class ProgressReporter(IProgress<LoadProgress> progress, IReadOnlyList<ScenarioRun> runs)
{
    private readonly long[] _counts = new long[runs.Count];
    private long _lastReport = Stopwatch.GetTimestamp();

    /// <summary>Starts a thread that reports every so often until it is disposed, and then a last time.</summary>
    public static EndableThread Start(IProgress<LoadProgress> progress, IReadOnlyList<ScenarioRun> runs, TimeSpan interval)
    {
        ProgressReporter reporter = new(progress, runs);
        return new EndableThread("progress", end => reporter.Loop(end, interval));
    }

    private void Loop(ManualResetEventSlim end, TimeSpan interval)
    {
        while (!end.Wait(interval))
        {
            Report();
        }

        Report();
    }

    private void Report()
    {
        double seconds = Stopwatch.GetElapsedTime(_lastReport).TotalSeconds;
        _lastReport = Stopwatch.GetTimestamp();
        for (int i = 0; i < runs.Count; i++)
        {
            ScenarioRun run = runs[i];
            LoadPhase phase = run.Phase;
            (OutcomeRecord ok, OutcomeRecord fail) = run.Recorder.Merge();
            long all = ok.Count + fail.Count;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(run.WarmUpFrom);
            progress.Report(
                new LoadProgress
                {
                    Scenario = run.Props.Name,
                    Phase = phase,
                    Elapsed = elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero,
                    Total = run.Props.WarmUpDuration + run.Props.Planned,
                    RequestCount = all,
                    RatePerSecond = (ok.Count - _counts[i]) / seconds,
                    FailCount = fail.Count,
                    P50Us = ok.Response?.PercentileUs(50) ?? 0,
                    P99Us = ok.Response?.PercentileUs(99) ?? 0,
                }
            );
            _counts[i] = ok.Count;
        }
    }
}
