namespace Smg.Wasm.Middleware;

/// <summary>Outcome of a message after its chain.</summary>
public enum ChainOutcome
{
    /// <summary>The message is forwarded: a request to the upstream, a response to the client.</summary>
    Forward,

    /// <summary>The client gets the rejection instead.</summary>
    Reject,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}
