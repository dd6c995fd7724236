using Smg.Load.Histograms;
using Smg.Load.Recording;
using Smg.Load.Stats;

namespace Smg.Load.Running;

/// <summary>The seconds of one scenario, made of what was recorded up to the end of each.</summary>
internal sealed class SecondsRecord
{
    private readonly List<LoadSecond> _seconds = [];
    private LatencyHistogram _before = new();
    private LatencyHistogram _atLast = new();
    private long _failsBefore;
    private long _failsAtLast;
    private double _length;

    /// <summary>The seconds, in order.</summary>
    public IReadOnlyList<LoadSecond> Seconds => _seconds;

    /// <summary>A second has ended.</summary>
    /// <param name="ok">What succeeded since the beginning.</param>
    /// <param name="fail">What failed since the beginning.</param>
    /// <param name="seconds">How long it was.</param>
    /// <param name="isRest">Whether it belongs to the second before it.</param>
    public void Add(OutcomeRecord ok, OutcomeRecord fail, double seconds, bool isRest)
    {
        if (isRest && _seconds.Count > 0)
        {
            _seconds.RemoveAt(_seconds.Count - 1);
            seconds += _length;
        }
        else
        {
            _before = _atLast;
            _failsBefore = _failsAtLast;
        }

        _atLast = ok.Response ?? new LatencyHistogram();
        _failsAtLast = fail.Count;
        _length = seconds;
        LatencyHistogram second = _atLast.Since(_before);
        _seconds.Add(
            new LoadSecond(
                _seconds.Count + 1,
                seconds > 0 ? second.Count / seconds : 0,
                second.Count,
                _failsAtLast - _failsBefore,
                second.Report().P50Us,
                second.Report().P99Us
            )
        );
    }
}
