using System.Diagnostics;
using Smg.Load.Recording;
using Smg.Load.Scenarios;

namespace Smg.Load.Running;

/// <summary>Checks a scenario's limits every second on its own thread, and ends the scenario when one stays broken.</summary>
internal sealed class ThresholdWatch(ScenarioRun run)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<Threshold> _thresholds = run.Props.Thresholds;
    private readonly (long Beyond, long All)[] _counts = new (long, long)[run.Props.Thresholds.Count];
    private readonly int[] _inARow = new int[run.Props.Thresholds.Count];
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _broken;

    /// <summary>Begins to check; does nothing for a scenario without limits.</summary>
    public void Start()
    {
        if (_thresholds.Count > 0)
        {
            LoadThread.Start("watch", Loop);
        }
    }

    /// <summary>Checks no more.</summary>
    public void End() => _end.TrySetResult();

    /// <summary>
    /// The limit that was broken, in a line: the one that ended the scenario, else one that the whole measurement breaks, else null.
    /// </summary>
    public string? Judge(OutcomeRecord ok, OutcomeRecord fail) =>
        Volatile.Read(ref _broken)
        ?? _thresholds.Select(threshold => threshold.Judge(ok.Response, ok.Count, fail.Count)).FirstOrDefault(broken => broken is not null);

    private void Loop()
    {
        try
        {
            TimeSpan wait = TimeSpan.FromSeconds(Math.Max(0, (double)(run.MeasureFrom - Stopwatch.GetTimestamp()) / Stopwatch.Frequency));
            bool ended = _end.Task.Wait(wait);
            while (!ended && !_end.Task.Wait(Interval))
            {
                Check();
            }
        }
        catch (Exception exception)
        {
            run.Abort(exception);
        }
    }

    private void Check()
    {
        (OutcomeRecord ok, OutcomeRecord fail) = run.Recorder.Merge();
        for (int i = 0; i < _thresholds.Count; i++)
        {
            Threshold threshold = _thresholds[i];
            (long beyond, long all) = threshold.Count(ok.Response, ok.Count, fail.Count);
            (long Beyond, long All) second = (beyond - _counts[i].Beyond, all - _counts[i].All);
            _counts[i] = (beyond, all);
            _inARow[i] = threshold.IsBroken(second) switch
            {
                true => _inARow[i] + 1,
                false => 0,
                null => _inARow[i],
            };
            if (_inARow[i] >= threshold.ChecksInARow && _broken is null)
            {
                Volatile.Write(
                    ref _broken,
                    threshold.Describe(
                        second,
                        FormattableString.Invariant($"in the last second, broken {_inARow[i]} times in a row: aborted")
                    )
                );
                run.StopScenario("threshold: " + threshold.Name);
            }
        }
    }
}
