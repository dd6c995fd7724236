namespace Smg.Load.Scenarios;

/// <summary>Creates the parts of a scenario's load.</summary>
public static class Simulation
{
    private const int MostCopies = 10_000;

    /// <summary>Closed model: a fixed number of copies, each looping.</summary>
    /// <param name="copies">From 1 to 10,000.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation KeepConstant(int copies, TimeSpan during)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copies, MostCopies);
        return new LoadSimulation(LoadModel.Closed, during) { Value = copies, MaxValue = copies };
    }

    /// <summary>Closed model: from the previous part's copies, or 0, to <paramref name="copies"/> in a straight line.</summary>
    /// <param name="copies">From 0 to 10,000.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation RampingConstant(int copies, TimeSpan during)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(copies);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copies, MostCopies);
        return new LoadSimulation(LoadModel.Closed, during)
        {
            Value = copies,
            MaxValue = copies,
            IsRamp = true,
        };
    }

    /// <summary>
    /// Open model: <paramref name="rate"/> arrivals in every <paramref name="interval"/>, regardless of earlier requests.
    /// </summary>
    /// <param name="rate">At least 1.</param>
    /// <param name="interval">At least 1 ms.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1);
        CheckInterval(interval);
        return new LoadSimulation(LoadModel.Open, during)
        {
            Value = rate,
            MaxValue = rate,
            Interval = interval,
        };
    }

    /// <summary>Open model: from the previous part's rate, or 0, to <paramref name="rate"/> in a straight line.</summary>
    /// <param name="rate">At least 0.</param>
    /// <param name="interval">At least 1 ms.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation RampingInject(int rate, TimeSpan interval, TimeSpan during)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        CheckInterval(interval);
        return new LoadSimulation(LoadModel.Open, during)
        {
            Value = rate,
            MaxValue = rate,
            Interval = interval,
            IsRamp = true,
        };
    }

    /// <summary>
    /// Open model: every <paramref name="interval"/> has its own rate between the two, drawn from <paramref name="seed"/>.
    /// </summary>
    /// <param name="minRate">At least 1.</param>
    /// <param name="maxRate">At least <paramref name="minRate"/>.</param>
    /// <param name="interval">At least 1 ms.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <param name="seed">The same seed draws the same rates.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation InjectRandom(int minRate, int maxRate, TimeSpan interval, TimeSpan during, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRate, minRate);
        CheckInterval(interval);
        return new LoadSimulation(LoadModel.Open, during)
        {
            Value = minRate,
            MaxValue = maxRate,
            Interval = interval,
            Seed = seed,
        };
    }

    /// <summary>A pause: no request starts. A ramp after a pause starts from the value before it.</summary>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is too short.</exception>
    public static LoadSimulation Pause(TimeSpan during) => new(LoadModel.Pause, during);

    private static void CheckInterval(TimeSpan interval)
    {
        if (interval < TimeSpan.FromMilliseconds(1))
        {
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "The interval must be at least 1 ms.");
        }
    }
}
