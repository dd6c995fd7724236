using System.Text;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>A request made from a seed: its target and fields are those that servers read in different ways. Most of them are well formed.</summary>
internal sealed class GeneratedRequest
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "get", "Post", "OPTIONS", "PROPFIND", "M-SEARCH"];

    private static readonly string[] Segments =
    [
        "v1", "chat", "api", "a", "%61pi", "a%20b", "%7Euser", "%2D", "é", "%C3%A9", "a;b=1", "a:b", "@", "+", "*", "a=b&c", "..", ".", "%2e%2e", "%2E", "...", "x%25y", "!$'()", "A",
    ];

    /// <summary>What a server may refuse.</summary>
    private static readonly string[] Ambiguous = ["%2F", "%5c", "\\", "", "%00", "%0a", "%", "%zz", "%252e%252e", "a|b", "\"", "<", "^", "`", "{x}"];

    private static readonly string[] Queries = ["", "?", "?a=b", "?a=%2e%2e/&b=//", "?a?b", "?a=é", "?%00", "?a=b%0d%0ax", "?a[]=1|2", "?a=\"<>\"", "?x=%zz&&=", "?q=a+b%2B"];

    private static readonly (string Name, string[] Values)[] Known =
    [
        ("X-A", ["1", "", "a, b", "\"q, r\"", "\u00E2\u0082\u00AC", "a;b=c", "\u00F0\u009F\u0098\u0080", "  padded  ", new string('x', 300)]),
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

    public GeneratedRequest(int seed)
    {
        Random random = new(seed);
        Method = Pick(random, Methods);
        string path = string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "/" + Pick(random, random.Next(40) == 0 ? Ambiguous : Segments)));
        Target = path + (random.Next(6) == 0 ? "/" : "") + Pick(random, Queries);
        Fields = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Known[random.Next(Known.Length)]).Select(field => (Case(random, field.Name), Pick(random, field.Values)))];
        IsAbsolute = random.Next(20) == 0;
    }

    public string Method { get; }

    public string Target { get; }

    public (string Name, string Value)[] Fields { get; }

    private bool IsAbsolute { get; }

    /// <summary>The request in HTTP/1.1, on a connection that ends with it. A character is a byte.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.Append(Method).Append(' ').Append(IsAbsolute ? "http://other:81" : "").Append(Target).Append(" HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n");
        foreach ((string name, string value) in Fields)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return text.Append("\r\n").ToString();
    }

    private static string Case(Random random, string name) => random.Next(4) switch { 0 => name.ToLowerInvariant(), 1 => name.ToUpperInvariant(), _ => name };

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];
}
