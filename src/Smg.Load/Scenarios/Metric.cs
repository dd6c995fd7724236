namespace Smg.Load.Scenarios;

/// <summary>
/// Values that a scenario records beside its requests. <see cref="IScenarioInitContext.RegisterMetric"/> adds a metric to the results.
/// </summary>
public abstract class Metric
{
    private protected Metric(string name, string unit)
    {
        Name = Check.NotBlank(name);
        Unit = Check.NotNull(unit);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The unit.</summary>
    public string Unit { get; }

    /// <summary>Creates a counter, whose values are summed.</summary>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit of the count.</param>
    public static Counter CreateCounter(string name, string unit) => new(name, unit);

    /// <summary>Creates a gauge, of whose values the mean, the smallest and the largest are kept.</summary>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit of the values.</param>
    public static Gauge CreateGauge(string name, string unit) => new(name, unit);

    /// <summary>Forgets all: the measurement begins.</summary>
    internal abstract void Reset();

    /// <summary>The row of the results.</summary>
    public abstract MetricResult Summarise();
}
