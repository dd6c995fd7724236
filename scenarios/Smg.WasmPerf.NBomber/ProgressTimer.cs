using System.Diagnostics;
using Smg.Load.Recording;
using Smg.Load.Running;

namespace Smg.WasmPerf.NBomberHost;

/// <summary>Reports once a second how far scenarios are. NBomber's own tables cannot be read by a program.</summary>
internal sealed class ProgressTimer : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IProgress<LoadProgress> _progress;
    private readonly IReadOnlyList<PlannedScenario> _scenarios;
    private readonly IReadOnlyList<ScenarioRecorder> _recorders;
    private readonly long[] _reported;
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private readonly Timer _timer;

    public ProgressTimer(
        IProgress<LoadProgress> progress,
        IReadOnlyList<PlannedScenario> scenarios,
        IReadOnlyList<ScenarioRecorder> recorders
    )
    {
        _progress = progress;
        _scenarios = scenarios;
        _recorders = recorders;
        _reported = new long[scenarios.Count];
        _timer = new Timer(_ => Report(), null, Interval, Interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Report()
    {
        lock (_lock)
        {
            for (int i = 0; i < _scenarios.Count; i++)
            {
                _progress.Report(Of(i));
            }
        }
    }

    private LoadProgress Of(int i)
    {
        (OutcomeRecord ok, OutcomeRecord fail) = _recorders[i].Merge();
        TimeSpan total = _scenarios[i].WarmUp + _scenarios[i].Duration;
        long count = ok.Count + fail.Count;
        long before = _reported[i];
        _reported[i] = count;
        return new LoadProgress
        {
            Scenario = _scenarios[i].Name,
            Phase =
                !_recorders[i].HasBegun ? LoadPhase.WarmUp
                : _elapsed.Elapsed < total ? LoadPhase.Measured
                : LoadPhase.Drain,
            Elapsed = _elapsed.Elapsed < total ? _elapsed.Elapsed : total,
            Total = total,
            RequestCount = count,
            RatePerSecond = (count - before) / Interval.TotalSeconds,
            FailCount = fail.Count,
            P50Us = ok.Service?.PercentileUs(50) ?? 0,
            P99Us = ok.Service?.PercentileUs(99) ?? 0,
        };
    }
}
