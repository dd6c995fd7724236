namespace NBomber.Contracts;

/// <summary>What a scenario's initialisation and clean-up can learn about the run.</summary>
public interface IScenarioInitContext
{
    /// <summary>Which scenario.</summary>
    ScenarioInfo ScenarioInfo { get; }
}
