using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>
/// Takes out of requests what would let an upstream answer in a form that response modules cannot see whole: parts of a representation
/// (Range), and content codings that the gateway cannot decode.
/// </summary>
internal static class ResponseFields
{
    private const string Identity = "identity";
    private const string Any = "*";
    private const string Decodable = "gzip, br, deflate";

    /// <summary>Reduces a request's fields. A second time changes nothing.</summary>
    public static void Reduce(IHeaderDictionary headers)
    {
        headers.Remove("Range");
        headers.Remove("If-Range");
        StringValues codings = headers.AcceptEncoding;
        if (codings.Count > 0)
        {
            string reduced = ReduceCodings(codings.ToString());
            if (codings.Count > 1 || !string.Equals(reduced, codings[0], StringComparison.Ordinal))
            {
                headers.AcceptEncoding = reduced;
            }
        }
    }

    /// <summary>An Accept-Encoding with the codings alone that the gateway decodes; identity where none remains.</summary>
    internal static string ReduceCodings(string value)
    {
        List<string> kept = [];
        bool changed = false;
        foreach (string item in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string name = item.Split(';', 2)[0].TrimEnd();
            if (ContentCoding.IsDecodable(name) || (name.Equals(Identity, StringComparison.OrdinalIgnoreCase) && !IsRefused(item)))
            {
                kept.Add(item);
                continue;
            }

            changed = true;
            if (name == Any && !IsRefused(item))
            {
                kept.Add(Decodable);
            }
        }

        return kept.Count == 0 ? Identity
            : changed ? string.Join(", ", kept)
            : value;
    }

    /// <summary>Whether an item has the weight 0.</summary>
    private static bool IsRefused(string item)
    {
        int at = item.LastIndexOf("q=", StringComparison.OrdinalIgnoreCase);
        return at >= 0
            && double.TryParse(item.AsSpan(at + 2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double weight)
            && weight == 0;
    }
}
