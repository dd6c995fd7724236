using System.Runtime.CompilerServices;

namespace Smg.Load.Scenarios;

/// <summary>Creates scenarios from a name and the code of one request.</summary>
public static class Scenario
{
    /// <summary>A scenario of asynchronous requests.</summary>
    /// <param name="name">Name of the scenario in the results; unique within a run.</param>
    /// <param name="run">Makes one request. An exception counts as a failure.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    [OverloadResolutionPriority(2)]
    public static ScenarioProps Create(string name, Func<IScenarioContext, Task<IResponse>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new ScenarioProps(name, context => new ValueTask<IResponse>(run(context)));
    }

    /// <summary>
    /// A scenario of requests that often end without waiting: those cost no allocation. An <c>async</c> lambda means the <see cref="Task"/>
    /// form.
    /// </summary>
    /// <param name="name">Name of the scenario in the results; unique within a run.</param>
    /// <param name="run">Makes one request. An exception counts as a failure.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    [OverloadResolutionPriority(1)]
    public static ScenarioProps Create(string name, Func<IScenarioContext, ValueTask<IResponse>> run) => new(name, Check.NotNull(run));

    /// <summary>A scenario of synchronous requests, which cost no allocation.</summary>
    /// <param name="name">Name of the scenario in the results; unique within a run.</param>
    /// <param name="run">Makes one request. An exception counts as a failure.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ScenarioProps Create(string name, Func<IScenarioContext, IResponse> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new ScenarioProps(name, context => new ValueTask<IResponse>(run(context)));
    }
}
