namespace Smg.WasmPerf.NBomberHost;

/// <summary>
/// A simulation rounded up to what NBomber runs: whole intervals, and at least one second. NBomber would round in silence, or refuse it.
/// </summary>
/// <param name="Simulation">The simulation.</param>
/// <param name="Asked">The duration that was asked for.</param>
/// <param name="Duration">The duration that is run.</param>
/// <param name="Arrivals">Number of arrivals; null in the closed model and for random rates.</param>
internal sealed record WholeIntervals(LoadSimulation Simulation, TimeSpan Asked, TimeSpan Duration, long? Arrivals)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Whether the simulation keeps a number of copies running.</summary>
    public bool IsClosed => Simulation.IsKeepConstant || Simulation.IsRampingConstant;

    /// <summary>Rounds a simulation up.</summary>
    /// <param name="simulation">The simulation.</param>
    public static WholeIntervals Of(LoadSimulation simulation) =>
        simulation switch
        {
            LoadSimulation.KeepConstant keep => Rounded(
                Second,
                keep.during,
                during => NBomber.CSharp.Simulation.KeepConstant(keep.copies, during)
            ),
            LoadSimulation.RampingConstant ramp => Rounded(
                Second,
                ramp.during,
                during => NBomber.CSharp.Simulation.RampingConstant(ramp.copies, during)
            ),
            LoadSimulation.Inject inject => Injected(inject),
            LoadSimulation.RampingInject ramp => Rounded(
                ramp.interval,
                ramp.during,
                during => NBomber.CSharp.Simulation.RampingInject(ramp.rate, ramp.interval, during)
            ),
            LoadSimulation.InjectRandom random => Rounded(
                random.interval,
                random.during,
                during => NBomber.CSharp.Simulation.InjectRandom(random.minRate, random.maxRate, random.interval, during)
            ),
            LoadSimulation.Pause pause => Rounded(Second, pause.during, NBomber.CSharp.Simulation.Pause) with { Arrivals = 0 },
            _ => throw new NotSupportedException($"Unknown simulation of NBomber: {simulation}."),
        };

    private static WholeIntervals Injected(LoadSimulation.Inject inject)
    {
        WholeIntervals rounded = Rounded(
            inject.interval,
            inject.during,
            during => NBomber.CSharp.Simulation.Inject(inject.rate, inject.interval, during)
        );
        return rounded with { Arrivals = (long)Math.Round(rounded.Duration / inject.interval) * inject.rate };
    }

    private static WholeIntervals Rounded(TimeSpan interval, TimeSpan asked, Func<TimeSpan, LoadSimulation> with)
    {
        TimeSpan atLeast = asked < Second ? Second : asked;
        TimeSpan duration = interval * Math.Ceiling(atLeast / interval);
        return new WholeIntervals(with(duration), asked, duration, Arrivals: null);
    }
}
