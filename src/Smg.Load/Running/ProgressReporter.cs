using System.Diagnostics;
using Smg.Load.Recording;

namespace Smg.Load.Running;

/// <summary>Reports the progress of a run's scenarios on its own thread.</summary>
internal sealed class ProgressReporter : IAsyncDisposable
{
    private readonly IProgress<LoadProgress> _progress;
    private readonly IReadOnlyList<ScenarioRun> _runs;
    private readonly TimeSpan _interval;
    private readonly long[] _counts;
    private readonly ManualResetEventSlim _end = new(false, 0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastReport = Stopwatch.GetTimestamp();

    /// <summary>Starts reporting.</summary>
    public ProgressReporter(IProgress<LoadProgress> progress, IReadOnlyList<ScenarioRun> runs, TimeSpan interval)
    {
        _progress = progress;
        _runs = runs;
        _interval = interval;
        _counts = new long[runs.Count];
        LoadThread.Start("progress", Loop);
    }

    /// <summary>Reports a last time and ends. Throws what the receiver of the reports threw.</summary>
    public async ValueTask DisposeAsync()
    {
        _end.Set();
        await _ended.Task.ConfigureAwait(false);
        _end.Dispose();
    }

    private void Loop()
    {
        try
        {
            while (!_end.Wait(_interval))
            {
                Report();
            }

            Report();
            _ended.SetResult();
        }
        catch (Exception exception)
        {
            _ended.SetException(exception);
        }
    }

    private void Report()
    {
        double seconds = Stopwatch.GetElapsedTime(_lastReport).TotalSeconds;
        _lastReport = Stopwatch.GetTimestamp();
        for (int i = 0; i < _runs.Count; i++)
        {
            ScenarioRun run = _runs[i];
            LoadPhase phase = run.Phase;
            (OutcomeRecord ok, OutcomeRecord fail) = run.Recorder.Merge();
            long all = ok.Count + fail.Count;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(run.WarmUpFrom);
            _progress.Report(
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
