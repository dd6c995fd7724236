using System.Buffers;
using System.Globalization;
using System.Text;

namespace Smg.Wasm.AspNetCore.Targets;

/// <summary>
/// Makes one form of the many that a path can be written in (RFC 3986, 6.2.2), and refuses those that servers read differently:
/// unreserved characters are decoded, other escapes get upper-case digits, dot segments are resolved.
/// </summary>
internal sealed class PathNormalizer(TargetRules rules)
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static readonly SearchValues<char> NeedsWork = SearchValues.Create("%\\;");

    private static readonly SearchValues<char> UnreservedValues = SearchValues.Create(Unreserved);

    /// <summary>Normalises a path that begins with a slash and holds visible ASCII alone.</summary>
    /// <param name="path">The path as it was received.</param>
    /// <param name="normal">The normalised path.</param>
    /// <param name="error">Why it is refused; null where it is not.</param>
    public bool TryNormalize(string path, out string normal, out string? error)
    {
        normal = path;
        error = null;
        if (
            path is ['/', ..]
            && !path.AsSpan().ContainsAny(NeedsWork)
            && !path.Contains("//", StringComparison.Ordinal)
            && !path.Contains("/.", StringComparison.Ordinal)
        )
        {
            return true;
        }

        error = path is ['/', ..]
            ? Decode(path, out normal) ?? Slashes(ref normal) ?? Segments(ref normal)
            : "The path does not begin with '/'.";
        return error is null;
    }

    /// <summary>Decodes what may be decoded, and looks at what may not.</summary>
    private string? Decode(string path, out string decoded)
    {
        decoded = path;
        if (path.Contains('\\', StringComparison.Ordinal))
        {
            return "The path contains a backslash, which some servers read as a slash.";
        }

        StringBuilder text = new(path.Length);
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] != '%')
            {
                text.Append(path[i]);
                continue;
            }

            if (
                i + 2 >= path.Length
                || !byte.TryParse(path.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code)
            )
            {
                return "The path contains a '%' that two hexadecimal digits do not follow.";
            }

            if (Refusal(code) is { } refusal)
            {
                return refusal;
            }

            _ = UnreservedValues.Contains((char)code)
                ? text.Append((char)code)
                : text.Append('%').Append(code.ToString("X2", CultureInfo.InvariantCulture));
            i += 2;
        }

        decoded = text.ToString();
        return null;
    }

    private string? Refusal(byte code) =>
        code switch
        {
            (byte)'/' or (byte)'\\' when rules.EncodedSlash == AmbiguityRule.Reject => Setting(
                "an encoded slash or backslash",
                "encoded_slash"
            ),
            < 0x20 or 0x7f when rules.EncodedControl == AmbiguityRule.Reject => Setting("an encoded control character", "encoded_control"),
            _ => null,
        };

    private string? Slashes(ref string path)
    {
        if (rules.PathParameters == AmbiguityRule.Reject && path.Contains(';', StringComparison.Ordinal))
        {
            return Setting("a path parameter", "path_parameters");
        }

        if (!path.Contains("//", StringComparison.Ordinal))
        {
            return null;
        }

        if (rules.DoubleSlash == AmbiguityRule.Reject)
        {
            return Setting("an empty segment", "double_slash");
        }

        if (rules.DoubleSlash == AmbiguityRule.Merge)
        {
            StringBuilder text = new(path.Length);
            foreach (char letter in path)
            {
                if (letter != '/' || text.Length == 0 || text[^1] != '/')
                {
                    text.Append(letter);
                }
            }

            path = text.ToString();
            return null;
        }

        // Servers that merge slashes first and servers that resolve dots first go to different places.
        return path.Split('/').Any(segment => segment is "." or "..")
            ? "The path contains both an empty segment and a dot segment. Setting double_slash=merge accepts it."
            : null;
    }

    /// <summary>Resolves dot segments (RFC 3986, 5.2.4).</summary>
    private static string? Segments(ref string path)
    {
        string[] segments = path[1..].Split('/');
        if (segments.Any(IsHiddenDot))
        {
            return "The path contains a dot segment behind an encoded slash or before a parameter, which some servers resolve.";
        }

        if (!segments.Any(segment => segment is "." or ".."))
        {
            return null;
        }

        List<string> kept = [];
        for (int i = 0; i < segments.Length; i++)
        {
            bool isLast = i == segments.Length - 1;
            switch (segments[i])
            {
                case ".":
                    break;
                case "..":
                    kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
                    break;
                default:
                    kept.Add(segments[i]);
                    continue;
            }

            if (isLast)
            {
                kept.Add("");
            }
        }

        path = "/" + string.Join('/', kept);
        return null;
    }

    /// <summary>Whether a segment becomes or holds a dot segment at a server that decodes slashes or drops parameters.</summary>
    private static bool IsHiddenDot(string segment)
    {
        string[] parts = segment.Replace("%5C", "%2F", StringComparison.Ordinal).Split("%2F");
        return parts.Any(part => part.Split(';')[0] is "." or ".." && (parts.Length > 1 || part.Contains(';', StringComparison.Ordinal)));
    }

    private static string Setting(string what, string name) =>
        $"The path contains {what}, which servers read differently. Setting {name}=pass accepts it.";
}
