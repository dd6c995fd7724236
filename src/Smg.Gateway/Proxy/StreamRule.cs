namespace Smg.Gateway.Proxy;

/// <summary>Which responses pass by the modules, because they are sent while they come into being.</summary>
internal static class StreamRule
{
    /// <summary>Server-sent events, lines of JSON, and whatever has a body without a known length.</summary>
    public static bool IsStream(HttpResponseMessage response)
        => response.Content.Headers.ContentType?.MediaType is { } type
            && (type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) || type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase))
            || response.Headers.TransferEncodingChunked == true
            || (response.Content.Headers.ContentLength is null && HasBody(response));

    /// <summary>Whether the response can have a body at all.</summary>
    public static bool HasBody(HttpResponseMessage response)
        => response.RequestMessage?.Method != HttpMethod.Head && (int)response.StatusCode is not (204 or 304);
}
