namespace NBomber.Contracts.Stats;

/// <summary>Latencies in milliseconds, rounded to hundredths.</summary>
public sealed class LatencyStats
{
    /// <summary>The shortest.</summary>
    public double MinMs { get; set; }

    /// <summary>The mean.</summary>
    public double MeanMs { get; set; }

    /// <summary>The longest.</summary>
    public double MaxMs { get; set; }

    /// <summary>The median.</summary>
    public double Percent50 { get; set; }

    /// <summary>The 75th percentile.</summary>
    public double Percent75 { get; set; }

    /// <summary>The 95th percentile.</summary>
    public double Percent95 { get; set; }

    /// <summary>The 99th percentile.</summary>
    public double Percent99 { get; set; }
}
