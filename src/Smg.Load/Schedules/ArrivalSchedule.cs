using Smg.Load.Scenarios;

namespace Smg.Load.Schedules;

/// <summary>When every request of an open model is meant to start, worked out one after another.</summary>
internal sealed class ArrivalSchedule
{
    private readonly List<RateSegment> _segments = [];
    private readonly Arrivals _arrivals;

    private ArrivalSchedule(Arrivals arrivals) => _arrivals = arrivals;

    /// <summary>Seconds that the schedule lasts.</summary>
    public double DurationSeconds { get; private set; }

    /// <summary>Arrivals that the rates amount to; a Poisson schedule's own count differs by chance.</summary>
    public double ExpectedArrivals { get; private set; }

    /// <summary>The mean rate over the whole schedule, a second.</summary>
    public double MeanRatePerSecond => ExpectedArrivals / DurationSeconds;

    /// <summary>The highest rate of any moment, a second.</summary>
    public double HighestRatePerSecond => _segments.Max(segment => Math.Max(segment.FromRate, segment.ToRate));

    /// <summary>The schedule of a scenario's simulations.</summary>
    public static ArrivalSchedule Of(IEnumerable<LoadSimulation> simulations, Arrivals arrivals)
    {
        ArrivalSchedule schedule = new(arrivals);
        double rate = 0;
        foreach (LoadSimulation simulation in simulations)
        {
            rate = schedule.Append(simulation, rate);
        }

        return schedule;
    }

    /// <summary>The warm-up's schedule: the level of the first simulation other than a pause.</summary>
    public static ArrivalSchedule OfWarmUp(IEnumerable<LoadSimulation> simulations, Arrivals arrivals, TimeSpan duration)
    {
        ArrivalSchedule schedule = new(arrivals);
        LoadSimulation first = simulations.First(simulation => simulation.Model == LoadModel.Open);
        double rate = PerSecond((first.Value + first.MaxValue) / 2.0, first.Interval);
        schedule.Append(duration.TotalSeconds, rate, rate, rate * duration.TotalSeconds);
        return schedule;
    }

    /// <summary>Seconds from the schedule's beginning to each arrival, rising, all before its end.</summary>
    public IEnumerable<double> Times()
    {
        int current = 0;
        foreach (double mark in _arrivals.Marks())
        {
            // A mark on a boundary belongs to the next stretch that has arrivals at all.
            while (current < _segments.Count && mark >= _segments[current].After)
            {
                current++;
            }

            if (current == _segments.Count)
            {
                yield break;
            }

            yield return _segments[current].TimeOf(mark);
        }
    }

    private static double PerSecond(double rate, TimeSpan interval) => rate / interval.TotalSeconds;

    private double Append(LoadSimulation simulation, double previousRate)
    {
        double seconds = simulation.During.TotalSeconds;
        if (simulation.Model == LoadModel.Pause)
        {
            Append(seconds, 0, 0, 0);
            return previousRate;
        }

        double rate = PerSecond(simulation.Value, simulation.Interval);
        if (simulation.IsRamp)
        {
            Append(seconds, previousRate, rate, (previousRate + rate) / 2 * seconds);
            return rate;
        }

        if (simulation.Value == simulation.MaxValue)
        {
            Append(seconds, rate, rate, rate * seconds);
            return rate;
        }

        return AppendRandom(simulation);
    }

    private double AppendRandom(LoadSimulation simulation)
    {
        Random random = new(simulation.Seed);
        double rate = 0;
        for (TimeSpan done = TimeSpan.Zero; done < simulation.During; done += simulation.Interval)
        {
            TimeSpan left = simulation.During - done;
            double seconds = (left < simulation.Interval ? left : simulation.Interval).TotalSeconds;
            rate = PerSecond(random.NextInt64(simulation.Value, simulation.MaxValue + 1L), simulation.Interval);
            Append(seconds, rate, rate, rate * seconds);
        }

        return rate;
    }

    private void Append(double seconds, double fromRate, double toRate, double arrivals)
    {
        // Rounding must not add or drop an arrival where the count is meant to be whole.
        double after = ExpectedArrivals + arrivals;
        double whole = Math.Round(after);
        if (Math.Abs(after - whole) < 1e-6)
        {
            after = whole;
        }

        _segments.Add(new RateSegment(DurationSeconds, seconds, fromRate, toRate, ExpectedArrivals, after - ExpectedArrivals));
        DurationSeconds += seconds;
        ExpectedArrivals = after;
    }
}
