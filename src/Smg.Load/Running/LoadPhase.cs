namespace Smg.Load.Running;

/// <summary>Phases of a scenario's run.</summary>
public enum LoadPhase
{
    /// <summary>Initialising, or waiting for its start.</summary>
    Init,

    /// <summary>Under load; requests do not count yet.</summary>
    WarmUp,

    /// <summary>Requests that start now count.</summary>
    Measured,

    /// <summary>No further requests start; those in flight are awaited.</summary>
    Drain,

    /// <summary>Every request has ended, or was abandoned at the drain timeout.</summary>
    Done,
}
