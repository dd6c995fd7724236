using System.Globalization;
using System.Text;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>
/// A request made from a seed: its target, Host, fields and body are those that servers read in different ways. Most of them are well
/// formed.
/// </summary>
internal sealed class GeneratedRequest
{
    /// <summary>The field that holds the <see cref="BodyHash"/> of the body; a request without one has none.</summary>
    public const string HashField = "x-body-hash";

    private static readonly string[] Methods =
    [
        "GET",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "HEAD",
        "get",
        "Post",
        "OPTIONS",
        "PROPFIND",
        "M-SEARCH",
    ];

    private static readonly string[] Segments =
    [
        "v1",
        "chat",
        "api",
        "a",
        "%61pi",
        "a%20b",
        "%7Euser",
        "%2D",
        "é",
        "%C3%A9",
        "a;b=1",
        "a:b",
        "@",
        "+",
        "*",
        "a=b&c",
        "..",
        ".",
        "%2e%2e",
        "%2E",
        "...",
        "x%25y",
        "!$'()",
        "A",
    ];

    /// <summary>What a server may refuse.</summary>
    private static readonly string[] Ambiguous =
    [
        "%2F",
        "%5c",
        "\\",
        "",
        "%00",
        "%0a",
        "%",
        "%zz",
        "%252e%252e",
        "a|b",
        "\"",
        "<",
        "^",
        "`",
        "{x}",
    ];

    private static readonly string[] Queries =
    [
        "",
        "?",
        "?a=b",
        "?a=%2e%2e/&b=//",
        "?a?b",
        "?a=é",
        "?%00",
        "?a=b%0d%0ax",
        "?a[]=1|2",
        "?a=\"<>\"",
        "?x=%zz&&=",
        "?q=a+b%2B",
    ];

    private static readonly (string Name, string[] Values)[] Known =
    [
        (
            "X-A",
            ["1", "", "a, b", "\"q, r\"", "\u00E2\u0082\u00AC", "a;b=c", "\u00F0\u009F\u0098\u0080", "  padded  ", new string('x', 300)]
        ),
        ("x-a", ["2"]),
        // Latin-1 beside UTF-8 in one field would be one text where a client joins the lines, and two where it does not.
        ("X-C", ["\u00E9", "\u00C4\u00D6"]),
        ("X_A", ["under"]),
        ("Accept", ["*/*", "text/html, application/json;q=0.9"]),
        ("Accept-Encoding", ["gzip, br", "identity;q=0", "*"]),
        ("Cookie", ["a=b", "c=d; e=f"]),
        ("Authorization", ["Bearer x", "Basic eDp5", "bearer  two  spaces"]),
        ("Proxy-Authorization", ["Basic eDp5"]),
        ("Proxy-Authenticate", ["Basic"]),
        ("Proxy-Connection", ["keep-alive", "close"]),
        ("Keep-Alive", ["timeout=5", "x"]),
        ("TE", ["trailers", "gzip;q=0.5, trailers"]),
        ("Trailer", ["X-T"]),
        ("Upgrade", ["h2c", "websocket"]),
        ("HTTP2-Settings", ["AAMAAABkAAQAAP__"]),
        ("Connection", ["X-A", "keep-alive, X-Forwarded-For", "TE", "Authorization", "x-b", "Upgrade"]),
        ("X-B", ["named"]),
        ("X-Forwarded-For", ["1.2.3.4", "unknown, ::1"]),
        ("X-Forwarded-Host", ["evil"]),
        ("Forwarded", ["for=1.2.3.4"]),
        ("Via", ["1.1 x"]),
        ("Expect", ["100-continue"]),
        ("Max-Forwards", ["5"]),
        ("Range", ["bytes=0-1,3-4"]),
        ("If-Range", ["\"e\""]),
        ("Content-Type", ["application/json", "text/plain; charset=latin1"]),
        ("Content-Language", ["de", ""]),
        ("Content-Encoding", ["identity"]),
        ("User-Agent", ["a (b; c) d/1", ""]),
        ("Referer", ["http://x/%2e"]),
        ("X-Request-Id", ["abc", "a b", "\u00E9"]),
        ("Traceparent", ["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-x"]),
        ("Tracestate", ["a=b"]),
        ("Baggage", ["k=v"]),
        ("Origin", ["null"]),
        ("Date", ["yesterday"]),
        ("If-Modified-Since", ["yesterday"]),
        ("Alt-Svc", ["clear"]),
        ("Upgrade-Insecure-Requests", ["1"]),
        ("Strict-Transport-Security", ["max-age=1"]),
        ("ALPN", ["h2"]),
        ("Close", ["x"]),
        ("Security-Scheme", ["x"]),
        ("Warning", ["199 - \"x\""]),
        ("Pragma", ["no-cache"]),
    ];

    private static readonly string[] Hosts =
    [
        "h",
        "h:80",
        "h:8080",
        "EXAMPLE.Com",
        "Example.com:443",
        "[::1]",
        "[::1]:81",
        "[2001:DB8::A]:80",
        "127.0.0.1:1",
        "xn--bcher-kva.example",
        "a_b.example",
        "h.",
    ];

    /// <summary>What a server may refuse as a Host.</summary>
    private static readonly string[] OddHosts = ["", "h:port", "[::1", "a b", "user@h", "h/a", "h:80:80", "h,i"];

    private static readonly string[] Authorities =
    [
        "http://other:81",
        "http://OTHER",
        "HTTP://Other.Example:80",
        "http://[::1]:81",
        "https://other",
        "http://[2001:db8::A]",
    ];

    /// <summary>What a reader of frames could take for the end of a body, or for another request.</summary>
    private static readonly string[] Pieces =
    [
        "\r\n",
        "\n\n",
        "0\r\n\r\n",
        "GET /evil HTTP/1.1\r\nHost: h\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "{\"a\":1}",
        "\0",
        "\u00ff\u00fe",
        "\u00e4",
        "5\r\nhello\r\n",
        "text",
    ];

    private readonly Random _random;

    public GeneratedRequest(int seed)
    {
        Random random = new(seed);
        Method = Pick(random, Methods);
        string path = string.Concat(
            Enumerable.Range(0, random.Next(1, 5)).Select(_ => "/" + Pick(random, random.Next(40) == 0 ? Ambiguous : Segments))
        );
        Target = path + (random.Next(6) == 0 ? "/" : "") + Pick(random, Queries);
        Fields =
        [
            .. Enumerable
                .Range(0, random.Next(8))
                .Select(_ => Known[random.Next(Known.Length)])
                .Select(field => (Case(random, field.Name), Pick(random, field.Values))),
        ];
        Host = Pick(random, random.Next(50) == 0 ? OddHosts : Hosts);
        Authority = random.Next(15) == 0 ? Pick(random, Authorities) : "";
        IsAsterisk = random.Next(40) == 0;
        Method = IsAsterisk ? "OPTIONS" : Method;
        Framing = (BodyFraming)random.Next(4);
        Body = Framing >= BodyFraming.Length ? MakeBody(random) : [];
        HasTrailers = random.Next(2) == 0;
        _random = random;
        if (Body.Length > 0)
        {
            Fields = [.. Fields, (HashField, BodyHash.Of(Body))];
        }
    }

    public string Method { get; }

    public string Target { get; }

    public (string Name, string Value)[] Fields { get; }

    /// <summary>The value of Host.</summary>
    public string Host { get; }

    /// <summary>The body; empty where the request has none.</summary>
    public byte[] Body { get; }

    /// <summary>How HTTP/1.1 says where the body ends.</summary>
    public BodyFraming Framing { get; }

    /// <summary>Whether HTTP/2 says that it takes trailers.</summary>
    public bool HasTrailers { get; }

    /// <summary>Scheme and authority of absolute form, which differ from Host; empty for origin form.</summary>
    private string Authority { get; }

    /// <summary>Whether it is <c>OPTIONS *</c> over HTTP/1.1.</summary>
    private bool IsAsterisk { get; }

    /// <summary>The request in HTTP/1.1. A character is a byte.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.Append(Method)
            .Append(' ')
            .Append(IsAsterisk ? "*" : Authority + Target)
            .Append(" HTTP/1.1\r\nHost: ")
            .Append(Host)
            .Append("\r\n");
        text.Append(
            Framing switch
            {
                BodyFraming.Zero => "Content-Length: 0\r\n",
                BodyFraming.Length => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n"),
                BodyFraming.Chunked => "Transfer-Encoding: chunked\r\n",
                _ => "",
            }
        );
        foreach ((string name, string value) in Fields)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        text.Append("\r\n");
        if (Framing == BodyFraming.Chunked)
        {
            AppendChunks(text);
        }
        else
        {
            text.Append(Encoding.Latin1.GetString(Body));
        }

        return text.ToString();
    }

    /// <summary>Its first byte says what the module does with it.</summary>
    private static byte[] MakeBody(Random random)
    {
        StringBuilder body = new(random.Next(3) == 0 ? "K" : "R");
        int length = random.Next(20) == 0 ? random.Next(40_000) : random.Next(400);
        while (body.Length < length)
        {
            body.Append(Pick(random, Pieces));
        }

        return Encoding.Latin1.GetBytes(body.ToString());
    }

    private void AppendChunks(StringBuilder text)
    {
        for (int at = 0, size; at < Body.Length; at += size)
        {
            size = Math.Min(Body.Length - at, _random.Next(1, 1 + Math.Max(1, Body.Length / 2)));
            string extension = _random.Next(5) == 0 ? ";a=\"b\"" : "";
            string digits = size.ToString(_random.Next(2) == 0 ? "x" : "X4", CultureInfo.InvariantCulture);
            text.Append(digits).Append(extension).Append("\r\n").Append(Encoding.Latin1.GetString(Body, at, size)).Append("\r\n");
        }

        text.Append("0\r\n").Append(_random.Next(5) == 0 ? "X-Trailer: 1\r\n" : "").Append("\r\n");
    }

    private static string Case(Random random, string name) =>
        random.Next(4) switch
        {
            0 => name.ToLowerInvariant(),
            1 => name.ToUpperInvariant(),
            _ => name,
        };

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];
}
