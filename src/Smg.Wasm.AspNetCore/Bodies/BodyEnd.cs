namespace Smg.Wasm.AspNetCore.Bodies;

/// <summary>How the reading of a body ended.</summary>
internal enum BodyEnd
{
    /// <summary>All of it is there.</summary>
    Complete,

    /// <summary>It is longer than a module may get. What was read is more than that, and the rest is still in the connection.</summary>
    TooLarge,

    /// <summary>Bodies of other requests hold the memory that it needs.</summary>
    Overloaded,

    /// <summary>It did not arrive in time.</summary>
    TimedOut,

    /// <summary>It is not HTTP, or broke off.</summary>
    Malformed,

    /// <summary>It has a content coding that the gateway does not know, or its coded bytes are damaged or break off.</summary>
    NotDecodable,

    /// <summary>The client is gone.</summary>
    ClientGone,
}
