namespace Smg.Load.Scenarios;

/// <summary>
/// Values of a scenario's own, measured beside its requests. <see cref="IScenarioInitContext.RegisterMetric"/> makes one part of the
/// results.
/// </summary>
public abstract class Metric
{
    private protected Metric(string name, string unit)
    {
        Name = Check.NotBlank(name);
        Unit = Check.NotNull(unit);
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>What it counts or is measured in.</summary>
    public string Unit { get; }

    /// <summary>Makes a counter: what is added to it is summed.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="unit">What it counts.</param>
    public static Counter CreateCounter(string name, string unit) => new(name, unit);

    /// <summary>Makes a gauge: of what it is set to, the mean, the smallest and the largest are kept.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="unit">What it is measured in.</param>
    public static Gauge CreateGauge(string name, string unit) => new(name, unit);

    /// <summary>Forgets all: the measurement begins.</summary>
    internal abstract void Reset();

    /// <summary>The row of the results.</summary>
    public abstract MetricResult Summarise();
}
