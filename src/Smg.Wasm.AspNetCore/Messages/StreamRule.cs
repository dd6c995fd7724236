using System.Collections.Frozen;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>
/// Which responses are streams: what they hold comes into being while it is sent. All others are read whole, whether or not they have a
/// length.
/// </summary>
internal static class StreamRule
{
    private const string Events = "text/event-stream";

    private static readonly FrozenSet<string> Types = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        Events,
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/json-seq",
        "multipart/x-mixed-replace"
    );

    /// <summary>Whether a media type is that of a stream.</summary>
    public static bool IsStream(string? type) => type is not null && Types.Contains(type);

    /// <summary>Whether a media type is that of server-sent events.</summary>
    public static bool HasEvents(string? type) => string.Equals(type, Events, StringComparison.OrdinalIgnoreCase);
}
