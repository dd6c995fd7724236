using Microsoft.FSharp.Collections;

namespace NBomber.Contracts;

/// <summary>A scenario and its load.</summary>
public sealed class ScenarioProps
{
    internal ScenarioProps(string name, Func<IScenarioContext, Task<IResponse>> run)
    {
        ScenarioName = name;
        Run = run;
    }

    private ScenarioProps(ScenarioProps other)
    {
        ScenarioName = other.ScenarioName;
        Run = other.Run;
        LoadSimulations = other.LoadSimulations;
        RestartIterationOnFail = other.RestartIterationOnFail;
        MaxFailCount = other.MaxFailCount;
        Init = other.Init;
        Clean = other.Clean;
        WarmUp = other.WarmUp;
    }

    /// <summary>The name.</summary>
    public string ScenarioName { get; }

    /// <summary>The load's parts.</summary>
    public FSharpList<LoadSimulation> LoadSimulations { get; private set; } =
        new([new LoadSimulation.KeepConstant(1, TimeSpan.FromMinutes(1))]);

    /// <summary>Whether a failing step ends its request.</summary>
    public bool RestartIterationOnFail { get; private set; } = true;

    /// <summary>Failures that stop the run.</summary>
    public int MaxFailCount { get; private set; } = 5_000;

    internal Func<IScenarioContext, Task<IResponse>> Run { get; }

    internal Func<IScenarioInitContext, Task>? Init { get; private set; }

    internal Func<IScenarioInitContext, Task>? Clean { get; private set; }

    internal TimeSpan? WarmUp { get; private set; } = TimeSpan.FromSeconds(30);

    internal TimeSpan Planned => LoadSimulations.Aggregate(TimeSpan.Zero, (sum, simulation) => sum + simulation.Length);

    internal ScenarioProps WithSimulations(IEnumerable<LoadSimulation> simulations) => new(this) { LoadSimulations = new(simulations) };

    internal ScenarioProps WithRestart(bool restart) => new(this) { RestartIterationOnFail = restart };

    internal ScenarioProps WithMaxFails(int count) => new(this) { MaxFailCount = count };

    internal ScenarioProps WithInit(Func<IScenarioInitContext, Task> init) => new(this) { Init = init };

    internal ScenarioProps WithClean(Func<IScenarioInitContext, Task> clean) => new(this) { Clean = clean };

    internal ScenarioProps WithWarmUp(TimeSpan? duration) => new(this) { WarmUp = duration };
}
