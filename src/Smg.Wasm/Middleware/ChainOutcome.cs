namespace Smg.Wasm.Middleware;

/// <summary>What comes of a message that went through a chain.</summary>
public enum ChainOutcome
{
    /// <summary>It goes on: a request to the upstream, a response to the client.</summary>
    Forward,

    /// <summary>The client gets another answer in its place.</summary>
    Reject,

    /// <summary>Nothing: the caller gave it up.</summary>
    Cancelled,
}
