using NBomber.Contracts;

namespace NBomber.CSharp;

/// <summary>Creates scenarios and changes their settings.</summary>
public static class Scenario
{
    /// <summary>Creates a scenario.</summary>
    /// <param name="name">The name.</param>
    /// <param name="run">One request.</param>
    public static ScenarioProps Create(string name, Func<IScenarioContext, Task<IResponse>> run) => new(name, run);

    /// <summary>Sets what runs once before the load.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="initFunc">The initialisation.</param>
    public static ScenarioProps WithInit(this ScenarioProps scenario, Func<IScenarioInitContext, Task> initFunc) =>
        scenario.WithInit(initFunc);

    /// <summary>Sets what runs once after the load.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="cleanFunc">The clean-up.</param>
    public static ScenarioProps WithClean(this ScenarioProps scenario, Func<IScenarioInitContext, Task> cleanFunc) =>
        scenario.WithClean(cleanFunc);

    /// <summary>Sets the length of the warm-up.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="duration">The length.</param>
    public static ScenarioProps WithWarmUpDuration(this ScenarioProps scenario, TimeSpan duration) => scenario.WithWarmUp(duration);

    /// <summary>Turns the warm-up off.</summary>
    /// <param name="scenario">The scenario.</param>
    public static ScenarioProps WithoutWarmUp(this ScenarioProps scenario) => scenario.WithWarmUp(null);

    /// <summary>Sets the load.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="loadSimulations">The load's parts.</param>
    public static ScenarioProps WithLoadSimulations(this ScenarioProps scenario, params LoadSimulation[] loadSimulations) =>
        scenario.WithSimulations(loadSimulations);

    /// <summary>Sets whether a failing step ends its request.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="shouldRestart">Whether it does.</param>
    public static ScenarioProps WithRestartIterationOnFail(this ScenarioProps scenario, bool shouldRestart) =>
        scenario.WithRestart(shouldRestart);

    /// <summary>Sets how many failures stop the run.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="maxFailCount">How many.</param>
    public static ScenarioProps WithMaxFailCount(this ScenarioProps scenario, int maxFailCount) => scenario.WithMaxFails(maxFailCount);
}
