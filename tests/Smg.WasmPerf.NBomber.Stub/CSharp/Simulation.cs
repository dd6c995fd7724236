using NBomber.Contracts;

namespace NBomber.CSharp;

/// <summary>Creates a load's parts.</summary>
public static class Simulation
{
    /// <summary>Adds or removes copies in a straight line.</summary>
    /// <param name="copies">Copies at the end.</param>
    /// <param name="during">The length.</param>
    public static LoadSimulation RampingConstant(int copies, TimeSpan during) => new LoadSimulation.RampingConstant(copies, during);

    /// <summary>Keeps copies running.</summary>
    /// <param name="copies">The copies.</param>
    /// <param name="during">The length.</param>
    public static LoadSimulation KeepConstant(int copies, TimeSpan during) => new LoadSimulation.KeepConstant(copies, during);

    /// <summary>Starts requests at a rate that moves in a straight line.</summary>
    /// <param name="rate">Arrivals an interval at the end.</param>
    /// <param name="interval">The interval.</param>
    /// <param name="during">The length.</param>
    public static LoadSimulation RampingInject(int rate, TimeSpan interval, TimeSpan during) =>
        new LoadSimulation.RampingInject(rate, interval, during);

    /// <summary>Starts requests at a constant rate.</summary>
    /// <param name="rate">Arrivals an interval.</param>
    /// <param name="interval">The interval.</param>
    /// <param name="during">The length.</param>
    public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) => new LoadSimulation.Inject(rate, interval, during);

    /// <summary>Starts requests at a rate that is drawn for each interval.</summary>
    /// <param name="minRate">The fewest arrivals an interval.</param>
    /// <param name="maxRate">The most arrivals an interval.</param>
    /// <param name="interval">The interval.</param>
    /// <param name="during">The length.</param>
    public static LoadSimulation InjectRandom(int minRate, int maxRate, TimeSpan interval, TimeSpan during) =>
        new LoadSimulation.InjectRandom(minRate, maxRate, interval, during);

    /// <summary>Runs nothing.</summary>
    /// <param name="during">The length.</param>
    public static LoadSimulation Pause(TimeSpan during) => new LoadSimulation.Pause(during);
}
