namespace NBomber.Contracts.Stats;

/// <summary>The successes or the failures of a scenario or step.</summary>
public sealed class MeasurementStats
{
    /// <summary>How many.</summary>
    public RequestStats Request { get; set; } = new();

    /// <summary>How long.</summary>
    public LatencyStats Latency { get; set; } = new();

    /// <summary>How many by status code.</summary>
    public StatusCodeStats[] StatusCodes { get; set; } = [];
}
