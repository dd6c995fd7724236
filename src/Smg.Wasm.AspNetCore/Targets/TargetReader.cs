using System.Buffers;

namespace Smg.Wasm.AspNetCore.Targets;

/// <summary>
/// Reads a request's target once, for modules, router and upstream alike:
/// 1. absolute form loses its scheme and authority (the server has made that authority the request's Host); 2. bytes that no target may
/// hold are refused; 3. the query is split off and left as it is; 4. the path is normalised, or refused where servers would read it
/// differently.
/// </summary>
internal sealed class TargetReader(TargetRules rules)
{
    /// <summary>Visible ASCII without what a target may not hold: a fragment never travels.</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create([
        .. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Where(letter => letter != '#'),
    ]);

    private readonly PathNormalizer _paths = new(rules);

    /// <summary>Reads a target.</summary>
    /// <param name="raw">The target as it was received.</param>
    /// <param name="error">Why it is refused, for the client; null where it is not.</param>
    /// <returns>The target; null where it is refused.</returns>
    public RequestTarget? Read(string raw, out string? error)
    {
        error = null;
        string target = raw;
        if (raw is not ['/', ..] && !TryReadOther(raw, out target, out error))
        {
            return null;
        }

        if (target.AsSpan().ContainsAnyExcept(Allowed))
        {
            error = "The target contains a control character, a space, a '#' or a byte beyond ASCII; percent-encode it.";
            return null;
        }

        int mark = target.IndexOf('?', StringComparison.Ordinal);
        string path = mark < 0 ? target : target[..mark];
        string query = mark < 0 ? "" : target[mark..];
        return _paths.TryNormalize(path, out string normal, out error) ? new RequestTarget(normal, query) : null;
    }

    /// <summary>Reads <c>OPTIONS *</c>, which asks for the whole server, and absolute form (RFC 9112, 3.2.2).</summary>
    private static bool TryReadOther(string raw, out string target, out string? error)
    {
        error = null;
        target = "/";
        if (raw is "*" or "")
        {
            return true;
        }

        int scheme =
            raw.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http://".Length
            : raw.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https://".Length
            : 0;
        int end = scheme == 0 ? -1 : raw.AsSpan(scheme).IndexOfAny('/', '?', '\\');
        string authority = end < 0 ? raw[scheme..] : raw.Substring(scheme, end);
        if (scheme == 0 || authority.Length == 0 || authority.Contains('@', StringComparison.Ordinal))
        {
            error = "The target is neither a path nor an http or https URL without user information.";
            return false;
        }

        target =
            end < 0 ? "/"
            : raw[(scheme + end)] == '?' ? "/" + raw[(scheme + end)..]
            : raw[(scheme + end)..];
        return true;
    }
}
