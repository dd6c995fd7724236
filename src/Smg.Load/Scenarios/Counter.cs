namespace Smg.Load.Scenarios;

/// <summary>A metric that is summed. Safe to use from any thread.</summary>
public sealed class Counter : Metric
{
    private long _sum;
    private long _samples;

    internal Counter(string name, string unit)
        : base(name, unit) { }

    /// <summary>Adds to the sum.</summary>
    /// <param name="value">How much.</param>
    public void Add(long value)
    {
        Interlocked.Add(ref _sum, value);
        Interlocked.Increment(ref _samples);
    }

    internal override void Reset()
    {
        Interlocked.Exchange(ref _sum, 0);
        Interlocked.Exchange(ref _samples, 0);
    }

    /// <inheritdoc/>
    public override MetricResult Summarise() =>
        new(Name, Unit, MetricKind.Counter, Interlocked.Read(ref _sum), Min: null, Max: null, Interlocked.Read(ref _samples));
}
