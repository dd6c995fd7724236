namespace NBomber.Contracts;

/// <summary>What a scenario is doing.</summary>
public enum ScenarioOperation
{
    /// <summary>Initialising.</summary>
    Init = 0,

    /// <summary>Cleaning up.</summary>
    Clean = 1,

    /// <summary>Warming up.</summary>
    WarmUp = 2,

    /// <summary>Running the load that counts.</summary>
    Bombing = 3,
}
