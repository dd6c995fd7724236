namespace Smg.Wasm.AspNetCore.Telemetry;

/// <summary>Why a message passed a module that did not see it.</summary>
internal static class SkipReason
{
    /// <summary>The response is a stream, and the module lets streams pass.</summary>
    public const string Stream = "stream";

    /// <summary>The request's body is longer than a module may get, and the module is open.</summary>
    public const string TooLarge = "body_too_large";

    /// <summary>The message has a content coding that the gateway cannot decode, and the module is open.</summary>
    public const string NotDecodable = "not_decodable";

    /// <summary>The stream does not consist of server-sent events, and the module is open.</summary>
    public const string NoEvents = "no_events";

    /// <summary>As many streams as there may be are open, and the module is open.</summary>
    public const string StreamsFull = "streams_full";

    /// <summary>The module failed at an event of the stream, and is open: it does not see the rest.</summary>
    public const string StreamFailed = "stream_failed";

    /// <summary>The event is longer than a module may get, and the modules are open.</summary>
    public const string EventTooLarge = "event_too_large";
}
