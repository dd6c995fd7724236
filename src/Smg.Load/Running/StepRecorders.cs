using System.Collections.Concurrent;
using Smg.Load.Recording;
using Smg.Load.Scenarios;
using Smg.Load.Stats;

namespace Smg.Load.Running;

/// <summary>The recorders of a scenario's steps, in the order in which the steps were first seen.</summary>
internal sealed class StepRecorders
{
    private readonly ConcurrentDictionary<string, LatencyRecorder> _recorders = new();
    private readonly List<string> _names = [];

    /// <summary>Records a step. Times are Stopwatch ticks.</summary>
    public void Record(string name, long start, long end, IResponse response)
    {
        if (!_recorders.TryGetValue(name, out LatencyRecorder? recorder))
        {
            recorder = Add(name);
        }

        recorder.TryRecord(start, start, end, response);
    }

    /// <summary>What was recorded. Nothing is recorded from then on.</summary>
    /// <param name="seconds">The time that rates are over.</param>
    public IReadOnlyList<StepStats> Close(double seconds)
    {
        lock (_names)
        {
            return [.. _names.Select(name => StepStats.Of(name, _recorders[name], seconds))];
        }
    }

    private LatencyRecorder Add(string name)
    {
        lock (_names)
        {
            if (!_recorders.TryGetValue(name, out LatencyRecorder? recorder))
            {
                recorder = new LatencyRecorder(separateResponse: false);
                _recorders[name] = recorder;
                _names.Add(name);
            }

            return recorder;
        }
    }
}
