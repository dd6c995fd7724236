using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>
/// Transfer codings (RFC 9112, 7): server and client undo chunked alone. The field ends at the gateway, so that the other side would get
/// coded bytes that nothing calls so.
/// </summary>
internal static class TransferCoding
{
    private const string Chunked = "chunked";

    /// <summary>Whether a request's body is read without its codings: 501 else (RFC 9112, 6.1).</summary>
    public static bool IsUndone(HttpRequest request)
    {
        StringValues lines = request.Headers.TransferEncoding;
        return lines.Count == 0 || (lines.Count == 1 && Chunked.Equals(lines[0], StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a response's body is read without its codings. Nobody asked for others: TE is not passed on.</summary>
    public static bool IsUndone(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Transfer-Encoding", out HeaderStringValues lines))
        {
            return true;
        }

        foreach (string line in lines)
        {
            if (!IsUndone(line) && !line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(IsUndone))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Some servers still say that they use none.</summary>
    private static bool IsUndone(string coding) =>
        coding.Equals(Chunked, StringComparison.OrdinalIgnoreCase) || coding.Equals("identity", StringComparison.OrdinalIgnoreCase);
}
