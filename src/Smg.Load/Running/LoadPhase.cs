namespace Smg.Load.Running;

/// <summary>Where a scenario's run is.</summary>
public enum LoadPhase
{
    /// <summary>Initialising, or waiting for its beginning.</summary>
    Init,

    /// <summary>Under load, but nothing counts yet.</summary>
    WarmUp,

    /// <summary>Requests that start now count.</summary>
    Measured,

    /// <summary>No further requests start; those in flight are awaited.</summary>
    Drain,

    /// <summary>Every request has ended or was given up.</summary>
    Done,
}
