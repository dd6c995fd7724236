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

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ByText = Types.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// The media type that decides whether a response is a stream. Clients look at what is before the parameters, whatever follows, and of
    /// several types take one or another: if any is that of a stream, so is the response.
    /// </summary>
    /// <param name="types">Content-Type, its lines joined by commas; null where the response has none.</param>
    /// <returns>Null where none is.</returns>
    public static string? Find(string? types)
    {
        string? found = null;
        ReadOnlySpan<char> rest = types;
        while (!rest.IsEmpty)
        {
            int comma = rest.IndexOf(',');
            ReadOnlySpan<char> type = comma < 0 ? rest : rest[..comma];
            rest = comma < 0 ? [] : rest[(comma + 1)..];
            int end = type.IndexOf(';');
            type = (end < 0 ? type : type[..end]).Trim();
            if (type.Equals(Events, StringComparison.OrdinalIgnoreCase))
            {
                return Events;
            }

            found ??= ByText.TryGetValue(type, out string? known) ? known : null;
        }

        return found;
    }

    /// <summary>Whether a media type is that of a stream.</summary>
    public static bool IsStream(string? type) => type is not null && Types.Contains(type);

    /// <summary>Whether a media type is that of server-sent events.</summary>
    public static bool HasEvents(string? type) => string.Equals(type, Events, StringComparison.OrdinalIgnoreCase);
}
