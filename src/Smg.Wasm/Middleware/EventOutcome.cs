namespace Smg.Wasm.Middleware;

/// <summary>What comes of an event that went through modules.</summary>
public enum EventOutcome
{
    /// <summary>It goes to the client byte for byte as the upstream sent it.</summary>
    Pass,

    /// <summary>Other events, which may be none, go to the client in its place.</summary>
    Replace,

    /// <summary>Other events, which may be none, go to the client in its place, and the stream ends.</summary>
    End,

    /// <summary>A module that is closed failed: the stream ends without the event.</summary>
    Failed,

    /// <summary>The caller gave the stream up.</summary>
    Cancelled,
}
