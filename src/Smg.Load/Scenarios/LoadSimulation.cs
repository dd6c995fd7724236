namespace Smg.Load.Scenarios;

/// <summary>One part of a scenario's load. Created by <see cref="Simulation"/>.</summary>
public sealed record LoadSimulation
{
    private static readonly TimeSpan ShortestDuration = TimeSpan.FromMilliseconds(100);

    internal LoadSimulation(LoadModel model, TimeSpan during)
    {
        Model = model;
        During = Checked(during, nameof(during));
    }

    /// <summary>The load model.</summary>
    public LoadModel Model { get; }

    /// <summary>How long the part lasts.</summary>
    public TimeSpan During { get; }

    /// <summary>True when the load moves in a straight line from the previous part's value to this one's.</summary>
    public bool IsRamp { get; internal init; }

    /// <summary>Copies of the closed model, or the least arrivals an <see cref="Interval"/> of the open one.</summary>
    public int Value { get; internal init; }

    /// <summary>The most arrivals an <see cref="Interval"/>; equals <see cref="Value"/> where the rate is not random.</summary>
    public int MaxValue { get; internal init; }

    /// <summary>The time that <see cref="Value"/> arrivals are spread over; zero in the closed model.</summary>
    public TimeSpan Interval { get; internal init; }

    /// <summary>The seed of a random rate.</summary>
    public int Seed { get; internal init; }

    internal static TimeSpan Checked(TimeSpan duration, string name) =>
        duration >= ShortestDuration && duration <= TimeSpan.FromDays(1)
            ? duration
            : throw new ArgumentOutOfRangeException(name, duration, "The duration must be at least 100 ms and at most one day.");
}
