namespace NBomber.Contracts.Stats;

/// <summary>What was measured of a scenario.</summary>
public sealed class ScenarioStats
{
    /// <summary>The scenario's name.</summary>
    public string ScenarioName { get; set; } = "";

    /// <summary>The successes.</summary>
    public MeasurementStats Ok { get; set; } = new();

    /// <summary>The failures.</summary>
    public MeasurementStats Fail { get; set; } = new();

    /// <summary>The steps.</summary>
    public StepStats[] StepStats { get; set; } = [];

    /// <summary>Successes and failures.</summary>
    public int AllRequestCount { get; set; }

    /// <summary>Successes.</summary>
    public int AllOkCount { get; set; }

    /// <summary>Failures.</summary>
    public int AllFailCount { get; set; }

    /// <summary>The planned length.</summary>
    public TimeSpan Duration { get; set; }
}
