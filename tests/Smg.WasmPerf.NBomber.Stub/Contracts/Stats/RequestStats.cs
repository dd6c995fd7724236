namespace NBomber.Contracts.Stats;

/// <summary>How many, and how many a second of the planned time.</summary>
public sealed class RequestStats
{
    /// <summary>How many.</summary>
    public int Count { get; set; }

    /// <summary>How many a second of the planned time.</summary>
    public double RPS { get; set; }
}
