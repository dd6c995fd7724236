namespace NBomber.Contracts;

/// <summary>Which scenario, and which copy of it.</summary>
public sealed class ScenarioInfo
{
    internal ScenarioInfo(string name, int copy, TimeSpan duration, ScenarioOperation operation)
    {
        ScenarioName = name;
        ThreadNumber = copy;
        ThreadId = FormattableString.Invariant($"{name}_{copy}");
        ScenarioDuration = duration;
        ScenarioOperation = operation;
    }

    /// <summary>The scenario's and the copy's name in one.</summary>
    public string ThreadId { get; }

    /// <summary>The copy's number.</summary>
    public int ThreadNumber { get; }

    /// <summary>The scenario's name.</summary>
    public string ScenarioName { get; }

    /// <summary>The planned length of the load.</summary>
    public TimeSpan ScenarioDuration { get; }

    /// <summary>What the scenario is doing.</summary>
    public ScenarioOperation ScenarioOperation { get; }
}
