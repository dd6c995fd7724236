using System.Buffers;
using System.Net;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Targets;

namespace Smg.Wasm.AspNetCore.Selection;

/// <summary>A request as rules see it.</summary>
internal readonly struct MatchedRequest
{
    private static readonly char[] Slashes = ['/'];

    /// <summary>Control characters, those of ISO 8859 among them.</summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create([
        .. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl),
    ]);

    private readonly HttpRequest _request;
    private readonly string _path;

    /// <summary>The path as others may read it, loosened; null where they read the same.</summary>
    private readonly List<string>? _others;
    private readonly string _host;

    /// <summary>Prepares a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Its target.</param>
    public MatchedRequest(HttpRequest request, RequestTarget target)
    {
        _request = request;
        _path = PathString.FromUriComponent(target.Path).Value ?? "/";
        _host = HostName(request.Host.Host);
        _others = null;
        if (!ReferenceEquals(Loosen(_path), _path) || _path.AsSpan().ContainsAny(Controls))
        {
            AddReadings(_others = [], _path);
        }

        if (request.PathBase.HasValue)
        {
            // Endpoints, and what YARP forwards to, see the path behind it.
            AddReadings(_others ??= [], request.Path.Value ?? "");
        }
    }

    /// <summary>Whether a rule fits.</summary>
    public bool Fits(ModuleMatch match) =>
        FitsPath(match.Paths) && FitsMethod(match.Methods) && FitsHost(match.Hosts) && FitsHeaders(match.Headers);

    /// <summary>Adds a path as lenient servers read it: where it holds control characters, they drop them or cut the path there.</summary>
    private static void AddReadings(List<string> readings, string path)
    {
        readings.Add(Loosen(path));
        int control = path.AsSpan().IndexOfAny(Controls);
        if (control >= 0)
        {
            readings.Add(Loosen(path[..control]));
            readings.Add(Loosen(string.Concat(path.Where(letter => !char.IsControl(letter)))));
        }
    }

    /// <summary>
    /// A path as the most lenient server reads it: encoded slashes are slashes, empty segments are left out, parameters of segments are
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

    /// <summary>A pattern as the most lenient server reads it: a path that is read so must be compared with that.</summary>
    private static string LoosenPattern(string pattern) =>
        pattern.EndsWith("/*", StringComparison.Ordinal) ? $"{Loosen(pattern[..^1]).TrimEnd('/')}/*" : Loosen(pattern);

    private static bool FitsHost(string host, string pattern) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length > pattern.TrimEnd('.').Length - 1 && host.EndsWith(pattern[1..].TrimEnd('.'), StringComparison.OrdinalIgnoreCase)
            : host.Equals(HostName(pattern), StringComparison.OrdinalIgnoreCase);

    /// <summary>The one form of a name: without the dot of the root, an IPv6 address without brackets and as .NET writes it.</summary>
    private static string HostName(string host)
    {
        string name = host.TrimEnd('.');
        return name.Contains(':') && IPAddress.TryParse(name.Trim('[', ']'), out IPAddress? address) ? address.ToString() : name;
    }

    private bool FitsPath(IReadOnlyList<string>? patterns)
    {
        if (patterns is null or { Count: 0 })
        {
            return true;
        }

        foreach (string pattern in patterns)
        {
            if (FitsPath(_path, pattern) || FitsOther(pattern))
            {
                return true;
            }
        }

        return false;
    }

    private bool FitsOther(string pattern)
    {
        if (_others is null)
        {
            return false;
        }

        string loose = LoosenPattern(pattern);
        return _others.Exists(other => FitsPath(other, loose));
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
