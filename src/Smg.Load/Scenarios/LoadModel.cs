namespace Smg.Load.Scenarios;

/// <summary>Load models: what starts the next request.</summary>
public enum LoadModel
{
    /// <summary>A pause: no request starts.</summary>
    Pause,

    /// <summary>A fixed number of callers, each of which starts a request when its last one ended.</summary>
    Closed,

    /// <summary>A schedule of arrivals, which start whether or not earlier requests have ended.</summary>
    Open,
}
