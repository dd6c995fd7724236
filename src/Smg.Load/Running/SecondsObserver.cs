using System.Diagnostics;
using Smg.Load.Recording;
using Smg.Load.Stats;

namespace Smg.Load.Running;

/// <summary>Tells the seconds of a measurement apart: what ended in each of them.</summary>
internal sealed class SecondsObserver(IReadOnlyList<ScenarioRun> runs) : ILoadObserver
{
    private readonly SecondsRecord[] _records = [.. runs.Select(_ => new SecondsRecord())];
    private long _last;

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public void OnBegin() => _last = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public void OnSample() => Take(isRest: false);

    /// <inheritdoc/>
    public void OnEnd() => Take(isRest: Stopwatch.GetElapsedTime(_last).TotalSeconds < LoadSecond.Shortest);

    /// <summary>The seconds of one scenario.</summary>
    public IReadOnlyList<LoadSecond> Of(int scenario) => _records[scenario].Seconds;

    private void Take(bool isRest)
    {
        long now = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        for (int i = 0; i < runs.Count; i++)
        {
            (OutcomeRecord ok, OutcomeRecord fail) = runs[i].Recorder.Merge();
            _records[i].Add(ok, fail, seconds, isRest);
        }
    }
}
