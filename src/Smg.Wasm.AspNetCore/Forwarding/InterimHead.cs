using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Smg.Wasm.AspNetCore.Messages;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>The head of an interim response (1xx) as an upstream sent it, and as a client gets it.</summary>
/// <param name="Status">Its status, 100 to 199.</param>
/// <param name="Received">What follows the status up to the blank line.</param>
internal readonly record struct InterimHead(int Status, ReadOnlyMemory<byte> Received)
{
    /// <summary>What is left of a longer head to say so: a client gets it whole or not at all.</summary>
    public static InterimHead TooLong { get; } = new(0, default);

    private const byte Tab = (byte)'\t';
    private const byte Space = (byte)' ';
    private const byte Delete = 0x7F;

    /// <summary>
    /// Fields of the upstream's connection (RFC 9110, 7.6.1) and of framing, which an interim response must not have (8.6); the gateway's
    /// own id takes the place of the upstream's.
    /// </summary>
    private static readonly FrozenSet<string> OfTheConnection = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection",
        "Content-Length",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authentication-Info",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Alt-Svc",
        "Close",
        RequestId.Header
    );

    private static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8
    );

    /// <summary>The head for a client of HTTP/1.1.</summary>
    /// <param name="requestId">The id of the client's request.</param>
    /// <returns>Null where a line of it is not HTTP: what follows could be read as another response.</returns>
    public byte[]? ToClient(string requestId)
    {
        ReadOnlySpan<byte> lines = Received.Span;
        ReadOnlySpan<byte> reason = NextLine(ref lines);
        if (!IsText(reason) || (reason.Length > 0 && reason[0] != Space) || FindNamed(lines) is not { } named)
        {
            return null;
        }

        ArrayBufferWriter<byte> head = new(Received.Length + 64);
        head.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} ")));
        head.Write(reason.Length > 0 ? reason[1..] : reason);
        while (NextLine(ref lines) is { Length: > 0 } line)
        {
            string name = Name(line);
            if (!OfTheConnection.Contains(name) && !named.Contains(name))
            {
                head.Write("\r\n"u8);
                head.Write(line);
            }
        }

        head.Write(Encoding.ASCII.GetBytes($"\r\n{RequestId.Header}: {requestId}\r\n\r\n"));
        return head.WrittenSpan.ToArray();
    }

    /// <summary>The fields that <c>Connection</c> names.</summary>
    /// <returns>Null where a line is not a field.</returns>
    private static HashSet<string>? FindNamed(ReadOnlySpan<byte> lines)
    {
        HashSet<string> named = new(StringComparer.OrdinalIgnoreCase);
        while (NextLine(ref lines) is { Length: > 0 } line)
        {
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(Token) || !IsText(line))
            {
                return null;
            }

            if (Name(line).Equals("Connection", StringComparison.OrdinalIgnoreCase))
            {
                named.UnionWith(
                    Encoding
                        .Latin1.GetString(line[(colon + 1)..])
                        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                );
            }
        }

        return named;
    }

    /// <summary>Takes a line off, without its end: CR LF, or LF alone.</summary>
    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> lines)
    {
        int end = lines.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? lines : lines[..end];
        lines = end < 0 ? [] : lines[(end + 1)..];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static string Name(ReadOnlySpan<byte> line) => Encoding.ASCII.GetString(line[..line.IndexOf((byte)':')]);

    /// <summary>
    /// Whether bytes may be in a value or a reason: a control byte, CR above all, could end it for one reader and not for another.
    /// </summary>
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if ((value < Space && value != Tab) || value == Delete)
            {
                return false;
            }
        }

        return true;
    }
}
