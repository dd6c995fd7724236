using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Targets;

namespace Smg.Wasm.AspNetCore.Selection;

/// <summary>A request as rules see it.</summary>
internal readonly struct MatchedRequest
{
    private static readonly char[] Slashes = ['/'];

    private readonly HttpRequest _request;
    private readonly string _path;
    private readonly string _loose;
    private readonly string _host;

    /// <summary>Prepares a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Its target.</param>
    public MatchedRequest(HttpRequest request, RequestTarget target)
    {
        _request = request;
        _path = PathString.FromUriComponent(target.Path).Value ?? "/";
        _loose = Loosen(_path);
        _host = request.Host.Host.TrimEnd('.');
    }

    /// <summary>Whether a rule fits.</summary>
    public bool Fits(ModuleMatch match) =>
        FitsPath(match.Paths) && FitsMethod(match.Methods) && FitsHost(match.Hosts) && FitsHeaders(match.Headers);

    /// <summary>
    /// The path as the most lenient server reads it: encoded slashes are slashes, empty segments are left out, parameters of segments are
    /// dropped. The same string where that changes nothing.
    /// </summary>
    private static string Loosen(string path)
    {
        if (!path.AsSpan().ContainsAny('%', ';', '\\') && !path.Contains("//", StringComparison.Ordinal))
        {
            return path;
        }

        string slashes = path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
            .Replace("%5C", "/", StringComparison.OrdinalIgnoreCase)
            .Replace('\\', '/');
        List<string> kept = [];
        foreach (string segment in slashes.Split(Slashes, StringSplitOptions.RemoveEmptyEntries))
        {
            int end = segment.IndexOf(';', StringComparison.Ordinal);
            string name = end < 0 ? segment : segment[..end];
            if (name == "..")
            {
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            }
            else if (name is not ("" or "."))
            {
                kept.Add(name);
            }
        }

        return "/" + string.Join('/', kept);
    }

    private static bool FitsPath(string path, string pattern)
    {
        bool isPrefix = pattern.EndsWith("/*", StringComparison.Ordinal);
        ReadOnlySpan<char> wanted = (isPrefix ? pattern.AsSpan(0, pattern.Length - 2) : pattern).TrimEnd('/');
        ReadOnlySpan<char> given = path.AsSpan().TrimEnd('/');
        return given.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)
            && (given.Length == wanted.Length || (isPrefix && given[wanted.Length] == '/'));
    }

    private static bool FitsHost(string host, string pattern) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length > pattern.Length - 1 && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(pattern.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    private bool FitsPath(IReadOnlyList<string>? patterns)
    {
        if (patterns is null or { Count: 0 })
        {
            return true;
        }

        foreach (string pattern in patterns)
        {
            if (FitsPath(_path, pattern) || (!ReferenceEquals(_path, _loose) && FitsPath(_loose, pattern)))
            {
                return true;
            }
        }

        return false;
    }

    private bool FitsMethod(IReadOnlyList<string>? methods)
    {
        string method = HttpExit.IsTunnel(_request.HttpContext) || HttpMethods.IsHead(_request.Method) ? HttpMethods.Get : _request.Method;
        string exact = _request.Method;
        return methods is null or { Count: 0 }
            || methods.Any(one =>
                one.Equals(exact, StringComparison.OrdinalIgnoreCase) || one.Equals(method, StringComparison.OrdinalIgnoreCase)
            );
    }

    private bool FitsHost(IReadOnlyList<string>? hosts)
    {
        string host = _host;
        return hosts is null or { Count: 0 } || hosts.Any(pattern => FitsHost(host, pattern));
    }

    private bool FitsHeaders(IReadOnlyDictionary<string, IReadOnlyList<string>>? headers)
    {
        IHeaderDictionary given = _request.Headers;
        return headers is null
            || headers.All(rule =>
                given.TryGetValue(rule.Key, out StringValues values)
                && (
                    rule.Value.Count == 0
                    || values.Any(value => rule.Value.Contains(HeaderText.Decode((value ?? "").Trim(' ', '\t')), StringComparer.Ordinal))
                )
            );
    }
}
