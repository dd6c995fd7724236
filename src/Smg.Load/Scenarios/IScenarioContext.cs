namespace Smg.Load.Scenarios;

/// <summary>Context of one request of a scenario. Valid until the request ends.</summary>
public interface IScenarioContext
{
    /// <summary>The scenario's name.</summary>
    string ScenarioName { get; }

    /// <summary>The copy that makes the request, from 0, its own over all shards; always 0 in the open model.</summary>
    int InstanceNumber { get; }

    /// <summary>
    /// The request's number, from 1: within its copy in the closed model, among all arrivals of all shards in the open one. The warm-up's
    /// requests count.
    /// </summary>
    long InvocationNumber { get; }

    /// <summary>True when the request belongs to the warm-up and is not counted.</summary>
    bool IsWarmUp { get; }

    /// <summary>Cancelled when the run is cancelled and when the drain timeout has run out.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>Starts no further requests of this scenario. Those in flight are awaited and counted.</summary>
    /// <param name="reason">The reason, which the scenario's stats report.</param>
    void StopScenario(string reason);
}
