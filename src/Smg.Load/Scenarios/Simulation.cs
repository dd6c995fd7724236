namespace Smg.Load.Scenarios;

/// <summary>Creates the parts of a scenario's load.</summary>
public static class Simulation
{
    private const int MostCopies = 10_000;

    /// <summary>Closed model: a fixed number of copies, each looping.</summary>
    /// <param name="copies">From 1 to 10,000.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation KeepConstant(int copies, TimeSpan during) =>
        new(LoadModel.Closed, during) { Value = Check.Within(copies, 1, MostCopies), MaxValue = copies };

    /// <summary>Closed model: from the previous part's copies, or 0, to <paramref name="copies"/> in a straight line.</summary>
    /// <param name="copies">From 0 to 10,000.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation RampingConstant(int copies, TimeSpan during) =>
        new(LoadModel.Closed, during)
        {
            Value = Check.Within(copies, 0, MostCopies),
            MaxValue = copies,
            IsRamp = true,
        };

    /// <summary>
    /// Open model: <paramref name="rate"/> arrivals in every <paramref name="interval"/>, regardless of earlier requests.
    /// </summary>
    /// <param name="rate">At least 1.</param>
    /// <param name="interval">At least 1 ms.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) =>
        new(LoadModel.Open, during)
        {
            Value = Check.Within(rate, 1),
            MaxValue = rate,
            Interval = Checked(interval),
        };

    /// <summary>Open model: from the previous part's rate, or 0, to <paramref name="rate"/> in a straight line.</summary>
    /// <param name="rate">At least 0.</param>
    /// <param name="interval">At least 1 ms.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation RampingInject(int rate, TimeSpan interval, TimeSpan during) =>
        new(LoadModel.Open, during)
        {
            Value = Check.Within(rate, 0),
            MaxValue = rate,
            Interval = Checked(interval),
            IsRamp = true,
        };

    /// <summary>
    /// Open model: every <paramref name="interval"/> has its own rate between the two, drawn from <paramref name="seed"/>.
    /// </summary>
    /// <param name="minRate">At least 1.</param>
    /// <param name="maxRate">At least <paramref name="minRate"/>.</param>
    /// <param name="interval">At least 1 ms.</param>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <param name="seed">The same seed draws the same rates.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LoadSimulation InjectRandom(int minRate, int maxRate, TimeSpan interval, TimeSpan during, int seed = 1) =>
        new(LoadModel.Open, during)
        {
            Value = Check.Within(minRate, 1),
            MaxValue = Check.Within(maxRate, minRate),
            Interval = Checked(interval),
            Seed = seed,
        };

    /// <summary>A pause: no request starts. A ramp after a pause starts from the value before it.</summary>
    /// <param name="during">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is too short.</exception>
    public static LoadSimulation Pause(TimeSpan during) => new(LoadModel.Pause, during);

    private static TimeSpan Checked(TimeSpan interval) =>
        interval >= TimeSpan.FromMilliseconds(1)
            ? interval
            : throw new ArgumentOutOfRangeException(nameof(interval), interval, "The interval must be at least 1 ms.");
}
