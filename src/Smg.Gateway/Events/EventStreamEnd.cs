namespace Smg.Gateway.Events;

/// <summary>Why a stream ended.</summary>
internal enum EventStreamEnd
{
    /// <summary>The upstream's stream is over, and all of it was sent.</summary>
    Complete,

    /// <summary>A module ended it.</summary>
    Module,

    /// <summary>A closed module failed.</summary>
    ModuleFailed,

    /// <summary>An event is larger than a closed module may get.</summary>
    EventTooLarge,

    /// <summary>Bodies of other requests hold the memory that an event needs.</summary>
    BuffersFull,

    /// <summary>A module of it was removed or replaced, and its time to finish is over.</summary>
    ModuleRemoved,

    /// <summary>The upstream was silent for too long.</summary>
    UpstreamSilent,

    /// <summary>The upstream's connection failed, or its bytes cannot be decoded.</summary>
    UpstreamFailed,

    /// <summary>The client has left.</summary>
    ClientGone,
}
