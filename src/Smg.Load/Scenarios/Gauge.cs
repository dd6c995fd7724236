namespace Smg.Load.Scenarios;

/// <summary>A metric whose values are recorded one by one. Safe to use from any thread.</summary>
public sealed class Gauge : Metric
{
    private readonly Lock _lock = new();
    private double _sum;
    private double _min;
    private double _max;
    private long _samples;

    internal Gauge(string name, string unit)
        : base(name, unit) { }

    /// <summary>Records a value.</summary>
    /// <param name="value">A finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not a finite number.</exception>
    public void Set(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A gauge takes finite numbers only.");
        }

        lock (_lock)
        {
            _min = _samples == 0 ? value : Math.Min(_min, value);
            _max = _samples == 0 ? value : Math.Max(_max, value);
            _sum += value;
            _samples++;
        }
    }

    internal override void Reset()
    {
        lock (_lock)
        {
            _sum = 0;
            _samples = 0;
        }
    }

    /// <inheritdoc/>
    public override MetricResult Summarise()
    {
        lock (_lock)
        {
            return _samples == 0
                ? new(Name, Unit, MetricKind.Gauge, double.NaN, double.NaN, double.NaN, 0)
                : new(Name, Unit, MetricKind.Gauge, _sum / _samples, _min, _max, _samples);
        }
    }
}
