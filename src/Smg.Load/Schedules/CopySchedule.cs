using Smg.Load.Scenarios;

namespace Smg.Load.Schedules;

/// <summary>How many copies of a closed model run at each moment.</summary>
internal sealed class CopySchedule
{
    private readonly List<(TimeSpan Start, TimeSpan End, int From, int To)> _segments = [];

    /// <summary>The schedule of a scenario's simulations.</summary>
    public CopySchedule(IEnumerable<LoadSimulation> simulations)
    {
        int previous = 0;
        foreach (LoadSimulation simulation in simulations)
        {
            TimeSpan end = Duration + simulation.During;
            if (simulation.Model == LoadModel.Pause)
            {
                _segments.Add((Duration, end, 0, 0));
            }
            else
            {
                _segments.Add((Duration, end, simulation.IsRamp ? previous : simulation.Value, simulation.Value));
                previous = simulation.Value;
                WarmUpCopies ??= simulation.Value;
            }

            Duration = end;
        }

        MostCopies = _segments.Max(segment => Math.Max(segment.From, segment.To));
    }

    /// <summary>How long the schedule lasts.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The most copies at any moment.</summary>
    public int MostCopies { get; }

    /// <summary>The warm-up's copies: the level of the first simulation other than a pause.</summary>
    public int? WarmUpCopies { get; }

    /// <summary>Copies at a moment after the beginning; 0 outside the schedule.</summary>
    public int CopiesAt(TimeSpan moment)
    {
        foreach ((TimeSpan start, TimeSpan end, int from, int to) in _segments)
        {
            if (moment >= start && moment < end)
            {
                double part = (moment - start) / (end - start);
                return (int)Math.Round(from + ((to - from) * part), MidpointRounding.AwayFromZero);
            }
        }

        return 0;
    }

    /// <summary>When the part of the schedule at a moment ends.</summary>
    public TimeSpan NextBoundary(TimeSpan moment)
    {
        foreach ((_, TimeSpan end, _, _) in _segments)
        {
            if (moment < end)
            {
                return end;
            }
        }

        return Duration;
    }
}
