namespace NBomber.Contracts;

/// <summary>What a request can learn about its run.</summary>
public interface IScenarioContext
{
    /// <summary>Which scenario, and which copy of it.</summary>
    ScenarioInfo ScenarioInfo { get; }

    /// <summary>Number of requests that this copy has started.</summary>
    int InvocationNumber { get; }

    /// <summary>Stops one scenario.</summary>
    /// <param name="scenarioName">The scenario.</param>
    /// <param name="reason">Why.</param>
    void StopScenario(string scenarioName, string reason);

    /// <summary>Stops all scenarios.</summary>
    /// <param name="reason">Why.</param>
    void StopCurrentTest(string reason);
}
