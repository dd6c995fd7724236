namespace Smg.Load.Stats;

/// <summary>Results of a run.</summary>
public sealed record NodeStats
{
    /// <summary>The suite's name.</summary>
    public required string TestSuite { get; init; }

    /// <summary>The test's name.</summary>
    public required string TestName { get; init; }

    /// <summary>The scenarios, in the order of their registration.</summary>
    public required IReadOnlyList<ScenarioStats> ScenarioStats { get; init; }

    /// <summary>Counted requests of all scenarios.</summary>
    public long AllRequestCount => AllOkCount + AllFailCount;

    /// <summary>Counted requests that succeeded.</summary>
    public long AllOkCount => ScenarioStats.Sum(scenario => scenario.Ok.Request.Count);

    /// <summary>Counted requests that failed.</summary>
    public long AllFailCount => ScenarioStats.Sum(scenario => scenario.Fail.Request.Count);

    /// <summary>Bytes that the counted requests moved.</summary>
    public long AllBytes => ScenarioStats.Sum(scenario => scenario.Ok.AllBytes + scenario.Fail.AllBytes);

    /// <summary>The longest measured time of a scenario.</summary>
    public TimeSpan Duration => ScenarioStats.Max(scenario => scenario.Duration);
}
