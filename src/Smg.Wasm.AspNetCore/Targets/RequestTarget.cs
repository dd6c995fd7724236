namespace Smg.Wasm.AspNetCore.Targets;

/// <summary>What a request asks for, as module, router and upstream see it.</summary>
/// <param name="Path">The normalised path, percent-encoded, from its first slash.</param>
/// <param name="Query">The query as it was sent, with its question mark; empty where the target has none.</param>
internal sealed record RequestTarget(string Path, string Query)
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The query without its question mark, as modules see it.</summary>
    public string QueryText => Query.Length == 0 ? "" : Query[1..];

    /// <summary>The same target at another server; nothing is decoded or encoded.</summary>
    /// <param name="destination">Scheme, host and port.</param>
    public Uri At(string destination) => new(string.Concat(destination, Path, Query), AsItIs);
}
