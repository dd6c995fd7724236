using System.Globalization;
using System.Text;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>An answer over HTTP/1.x as a strict client reads it, one character a byte.</summary>
internal sealed record RawAnswer
{
    public required string Raw { get; init; }

    public int Status { get; private init; }

    public string Head { get; private init; } = "";

    public string Body { get; private init; } = "";

    /// <summary>What is wrong with it; null where a client can read it to its end.</summary>
    public string? Fault { get; private init; }

    public string? Header(string name) =>
        Head.Split("\r\n")
            .Skip(1)
            .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            ?[(name.Length + 1)..].Trim();

    /// <summary>Reads all bytes of a connection that the server has closed.</summary>
    public static RawAnswer Read(string raw, string method)
    {
        string rest = raw;
        string head;
        do
        {
            int end = rest.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
            {
                return new RawAnswer { Raw = raw, Fault = "no final head" };
            }

            (head, rest) = (rest[..end], rest[(end + 4)..]);
        } while (head.StartsWith("HTTP/1.1 1", StringComparison.Ordinal) && !head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal));

        if (
            !head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            || head.Length < 12
            || !int.TryParse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
        )
        {
            return new RawAnswer { Raw = raw, Fault = "no status line" };
        }

        RawAnswer answer = new()
        {
            Raw = raw,
            Head = head,
            Status = status,
            Body = rest,
        };
        string? fault =
            status is < 200 or > 599 ? "a status that is not final"
            : answer.Header("x-request-id") is null ? "no x-request-id"
            : null;
        return fault is null ? answer.ReadBody(method) : answer with { Fault = fault };
    }

    private RawAnswer ReadBody(string method)
    {
        if (method == "HEAD" || Status is 204 or 304)
        {
            return this with { Fault = Body.Length > 0 ? "a body where none may be" : null };
        }

        if (string.Equals(Header("transfer-encoding"), "chunked", StringComparison.OrdinalIgnoreCase))
        {
            return ReadChunks();
        }

        return Header("content-length") is { } length
            ? this with
            {
                Fault =
                    length != Body.Length.ToString(CultureInfo.InvariantCulture) ? $"{Body.Length} bytes of {length}"
                    : Status == 205 && Body.Length > 0 ? "205 with a body"
                    : null,
            }
            : this with
            {
                Fault = string.Equals(Header("connection"), "close", StringComparison.OrdinalIgnoreCase)
                    ? null
                    : "no length, no chunks, and no close",
            };
    }

    private RawAnswer ReadChunks()
    {
        StringBuilder body = new();
        string rest = Body;
        while (
            rest.IndexOf("\r\n", StringComparison.Ordinal) is >= 0 and int end
            && int.TryParse(rest.AsSpan(0, end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int size)
            && rest.Length >= end + 2 + size
        )
        {
            if (size == 0)
            {
                return this with { Body = body.ToString() };
            }

            body.Append(rest, end + 2, size);
            rest = rest[(end + 2 + size + 2)..];
        }

        return this with
        {
            Body = body.ToString(),
            Fault = "chunks without an end",
        };
    }
}
