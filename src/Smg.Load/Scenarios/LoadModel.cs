namespace Smg.Load.Scenarios;

/// <summary>What decides when a request starts.</summary>
public enum LoadModel
{
    /// <summary>Nothing starts.</summary>
    Pause,

    /// <summary>A fixed number of callers, each of which starts a request when its last one ended.</summary>
    Closed,

    /// <summary>A schedule of arrivals that waits for nobody.</summary>
    Open,
}
