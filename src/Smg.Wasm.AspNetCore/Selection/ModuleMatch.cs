namespace Smg.Wasm.AspNetCore.Selection;

/// <summary>
/// The requests that a module sees. Of paths, methods and hosts with entries, one each must match, and all headers; a rule without entries
/// matches every request. Evaluated once, on the normalised target and on the fields as the client sent them. Where routers and servers
/// read a request in more than one way, the rule matches if any reading does: one module too many is safe, one too few is a bypass.
/// </summary>
public sealed record ModuleMatch
{
    /// <summary>
    /// Paths, decoded and without regard to case, as ASP.NET Core's routing reads them: <c>/v1/models</c> for that path, with or without a
    /// slash at its end, or <c>/v1/*</c> for <c>/v1</c> and all below it. Where the application has a PathBase, a
    /// path matches with it or without it.
    /// </summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>Methods, for instance <c>POST</c>, without regard to case. <c>GET</c> also matches HEAD.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Names of hosts without a port: <c>api.example.org</c>, or <c>*.example.org</c> for all names below that one.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>
    /// Header fields, all of which must match: the name, and the values of which one must be present, exactly; an empty list for any value.
    /// A client can leave a field out: such a rule selects modules and does not protect an endpoint.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Headers { get; init; }

    /// <summary>Returns a sentence without a full stop for each fault; empty when the rule is valid.</summary>
    public IReadOnlyList<string> FindFaults() =>
        [
            .. (Paths ?? [])
                .Where(path => !IsPath(path))
                .Select(path =>
                    $"paths has '{path}' but must have absolute paths such as /v1/models or /v1/*, decoded, without dot segments and a "
                    + "query"
                ),
            .. (Methods ?? [])
                .Where(method => method.Length == 0 || !method.All(IsTokenLetter))
                .Select(method => $"methods has '{method}' but must have methods such as POST"),
            .. (Hosts ?? [])
                .Where(host => !IsHost(host))
                .Select(host =>
                    $"hosts has '{host}' but must have names such as api.example.org or *.example.org, without a port, "
                    + "and international ones in ASCII (xn--...)"
                ),
            .. (Headers?.Keys ?? [])
                .Where(name => name.Length == 0 || !name.All(IsTokenLetter))
                .Select(name => $"headers has '{name}', which is not the name of a header field"),
            .. (Headers?.Keys ?? [])
                .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
                .Where(same => same.Count() > 1)
                .Select(same => $"headers has '{same.Key}' twice, in upper and lower case"),
        ];

    private static bool IsPath(string path) =>
        path is ['/', ..]
        && !path.AsSpan().ContainsAny("?#%\\")
        && !path.Split('/').Any(segment => segment is "." or "..")
        && !(path.EndsWith("/*", StringComparison.Ordinal) ? path.AsSpan(0, path.Length - 1) : path).Contains('*');

    private static bool IsHost(string host) =>
        host.All(char.IsAscii)
        && Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) != UriHostNameType.Unknown;

    private static bool IsTokenLetter(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal);
}
