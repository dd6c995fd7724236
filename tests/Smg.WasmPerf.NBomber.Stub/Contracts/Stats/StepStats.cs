namespace NBomber.Contracts.Stats;

/// <summary>What was measured of a step.</summary>
public sealed class StepStats
{
    /// <summary>The step's name.</summary>
    public string StepName { get; set; } = "";

    /// <summary>The successes.</summary>
    public MeasurementStats Ok { get; set; } = new();

    /// <summary>The failures.</summary>
    public MeasurementStats Fail { get; set; } = new();
}
