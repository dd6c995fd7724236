using System.Collections.Frozen;
using System.Net;

namespace Smg.Gateway.Proxy;

/// <summary>Which responses are streams: what they hold comes into being while it is sent. All others are read whole, whether or not they have a length.</summary>
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
        "multipart/x-mixed-replace");

    /// <summary>Whether what follows a response is not HTTP any more: 101, or success for the extended CONNECT of HTTP/2 (RFC 8441).</summary>
    public static bool LeavesHttp(HttpResponseMessage response)
        => response.StatusCode == HttpStatusCode.SwitchingProtocols || (response.IsSuccessStatusCode && response.RequestMessage?.Method == HttpMethod.Connect);

    /// <summary>Whether a response is a stream: by its media type, or because it leaves HTTP behind.</summary>
    public static bool IsStream(HttpResponseMessage response)
        => LeavesHttp(response)
            || (HasBody(response) && response.Content.Headers.ContentType?.MediaType is { } type && Types.Contains(type));

    /// <summary>Whether a stream consists of server-sent events.</summary>
    public static bool HasEvents(HttpResponseMessage response)
        => !LeavesHttp(response) && string.Equals(response.Content.Headers.ContentType?.MediaType, Events, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the response can have a body at all.</summary>
    public static bool HasBody(HttpResponseMessage response)
        => response.RequestMessage?.Method != HttpMethod.Head && StatusRules.AllowsBody((int)response.StatusCode);
}
