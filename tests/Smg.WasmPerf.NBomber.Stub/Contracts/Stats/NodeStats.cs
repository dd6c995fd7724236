namespace NBomber.Contracts.Stats;

/// <summary>What was measured in a run.</summary>
public sealed class NodeStats
{
    /// <summary>The scenarios.</summary>
    public ScenarioStats[] ScenarioStats { get; set; } = [];

    /// <summary>Successes and failures.</summary>
    public int AllRequestCount { get; set; }

    /// <summary>Successes.</summary>
    public int AllOkCount { get; set; }

    /// <summary>Failures.</summary>
    public int AllFailCount { get; set; }

    /// <summary>The longest scenario's planned length.</summary>
    public TimeSpan Duration { get; set; }
}
