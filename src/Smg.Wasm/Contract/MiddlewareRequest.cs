namespace Smg.Wasm.Contract;

/// <summary>A request as a module at <see cref="AttachPoint.OnRequest"/> sees it.</summary>
public sealed record MiddlewareRequest : MiddlewareInput
{
    /// <summary>The method, for instance <c>POST</c>.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The path, percent-encoded as it was received.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The query without its question mark; empty when it is missing.</summary>
    public string Query { get; init; } = "";

    /// <summary>The request's id in logs.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z, taken once for all modules of the request.</summary>
    public ulong NowEpochMs { get; init; }

    internal override bool HasNull => Method is null || Path is null || Query is null || RequestId is null || base.HasNull;
}
