namespace Smg.Gateway.Proxy;

/// <summary>How the reading of a request's body ended.</summary>
internal enum RequestBodyEnd
{
    /// <summary>All of it is there.</summary>
    Complete,

    /// <summary>It is longer than a module may get.</summary>
    TooLarge,

    /// <summary>It did not arrive in time.</summary>
    TimedOut,

    /// <summary>It is not HTTP.</summary>
    Malformed,

    /// <summary>The client is gone.</summary>
    ClientGone,
}
