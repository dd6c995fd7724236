namespace Smg.Load.Scenarios;

/// <summary>Context of a scenario's initialisation and cleaning.</summary>
public interface IScenarioInitContext
{
    /// <summary>The scenario's name.</summary>
    string ScenarioName { get; }

    /// <summary>Cancelled when the run is cancelled. Cleaning gets a token that is never cancelled.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>Adds a metric to the scenario's results. Values of the warm-up are discarded. Not possible during cleaning.</summary>
    /// <param name="metric">The metric.</param>
    /// <exception cref="ArgumentException">One of that name is registered.</exception>
    void RegisterMetric(Metric metric);
}
