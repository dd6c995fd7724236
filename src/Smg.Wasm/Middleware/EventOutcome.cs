namespace Smg.Wasm.Middleware;

/// <summary>Outcome of an event after its chain.</summary>
public enum EventOutcome
{
    /// <summary>The event is sent to the client byte for byte as the upstream sent it.</summary>
    Pass,

    /// <summary>The client gets other events instead, possibly an empty list.</summary>
    Replace,

    /// <summary>The client gets other events instead, possibly an empty list, and the stream ends.</summary>
    End,

    /// <summary>A closed module failed: the stream ends without the event.</summary>
    Failed,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}
