using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>Counts how often TRACE and OPTIONS may still be forwarded (RFC 9110, 7.6.2). Other methods carry the field as it is.</summary>
internal static class MaxForwards
{
    private const string Field = "Max-Forwards";

    /// <summary>Counts a request. What is not a number passes as it came.</summary>
    /// <returns>Whether the request ends here.</returns>
    public static bool EndsHere(HttpRequest request)
    {
        if (
            !IsCounted(request.Method)
            || !request.Headers.TryGetValue(Field, out StringValues values)
            || values is not [{ } text]
            || !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong left)
        )
        {
            return false;
        }

        if (left > 0)
        {
            request.Headers[Field] = (left - 1).ToString(CultureInfo.InvariantCulture);
        }

        return left == 0;
    }

    /// <summary>Methods are case-sensitive.</summary>
    private static bool IsCounted(string method) =>
        string.Equals(method, HttpMethods.Options, StringComparison.Ordinal)
        || string.Equals(method, HttpMethods.Trace, StringComparison.Ordinal);
}
