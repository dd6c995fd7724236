using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>
/// Ten thousand requests from seeds: the module and the upstream get the same method, path, query, header values and body. SMG_REQUESTS
/// says how many.
/// </summary>
public sealed class RequestAgreementTests
{
    private const int Lanes = 4;
    private const long ProtocolError = 1;

    /// <summary>Fields that differ on purpose: the module replaces the body, so its length does.</summary>
    private static readonly HashSet<string> Framing = ["content-length", "transfer-encoding"];

    /// <summary>Fields that a message of HTTP/2 must not have.</summary>
    private static readonly HashSet<string> OfHttp1 = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "upgrade",
        "http2-settings",
        "expect",
    };

    private static readonly int Requests = TestAmount.FromEnvironment("SMG_REQUESTS", 10_000);

    /// <summary>
    /// Replaces the body by what it sees: method, path, query, then name and value of each header, each ended by a line feed; then an empty
    /// line and the body. A body that begins with K it leaves as it is, and passes its hash on in x-seen.
    /// </summary>
    private static readonly WasmModule Witness = new WatGuest
    {
        Memory = """(memory (export "memory") 40)""",
        Core =
            BodyHash.Guest
            + """
                (global $o (mut i32) (i32.const 1048576))
                (data (i32.const 2048) "x-seen")
                (func $copy (param $p i32) (param $n i32)
                    (memory.copy (global.get $o) (local.get $p) (local.get $n))
                    (global.set $o (i32.add (global.get $o) (local.get $n))))
                (func $put (param $p i32) (param $n i32)
                    (call $copy (local.get $p) (local.get $n))
                    (i32.store8 (global.get $o) (i32.const 10))
                    (global.set $o (i32.add (global.get $o) (i32.const 1))))
                """,
        OnRequest = """
            (i32.store8 (i32.const 16) (i32.const 2))
            (if (i32.and (i32.ne (local.get 9) (i32.const 0)) (i32.eq (i32.load8_u (local.get 8)) (i32.const 75)))
              (then
                (call $hex (i32.const 2112) (call $hash (local.get 8) (local.get 9)))
                (i32.store (i32.const 2064) (i32.const 2048)) (i32.store (i32.const 2068) (i32.const 6))
                (i32.store (i32.const 2072) (i32.const 2112)) (i32.store (i32.const 2076) (i32.const 8))
                (i32.store (i32.const 24) (i32.const 2064)) (i32.store (i32.const 28) (i32.const 1)))
              (else
                (call $put (local.get 0) (local.get 1)) (call $put (local.get 2) (local.get 3)) (call $put (local.get 4) (local.get 5))
                (block $done (loop $next
                    (br_if $done (i32.ge_u (local.get $i) (local.get 7)))
                    (call $put (i32.load (i32.add (local.get 6) (i32.shl (local.get $i) (i32.const 4)))) (i32.load offset=4 (i32.add
                      (local.get 6) (i32.shl (local.get $i) (i32.const 4)))))
                    (call $put (i32.load offset=8 (i32.add (local.get 6) (i32.shl (local.get $i) (i32.const 4)))) (i32.load offset=12
                      (i32.add (local.get 6) (i32.shl (local.get $i) (i32.const 4)))))
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br $next)))
                (call $put (i32.const 0) (i32.const 0))
                (call $copy (local.get 8) (local.get 9))
                (i32.store8 (i32.const 48) (i32.const 1))
                (i32.store (i32.const 52) (i32.const 1048576))
                (i32.store (i32.const 56) (i32.sub (global.get $o) (i32.const 1048576)))))
            (i32.const 16)
            """,
    }.ToModule("witness");

    /// <param name="protocols">What the client speaks.</param>
    /// <param name="upstream">What the upstream speaks.</param>
    /// <param name="first">The first seed, in quarters of all.</param>
    /// <param name="quarters">The seeds, in quarters of all.</param>
    [Theory]
    [InlineData("Http1", HttpProtocols.Http1, 0, 2)]
    [InlineData("Http2", HttpProtocols.Http1, 2, 1)]
    [InlineData("Http2", HttpProtocols.Http2, 3, 1)]
    public async Task Module_and_upstream_read_every_request_alike(string protocols, HttpProtocols upstream, int first, int quarters)
    {
        int start = Requests / 4 * first;
        int count = Requests / 4 * quarters;
        ConcurrentBag<string> differences = [];
        int served = 0;
        int withTrailers = 0;
        await using TestGateway gateway = await StartAsync(
            protocols,
            upstream,
            (context, body) =>
            {
                differences.Add(Compare(context, body));
                Interlocked.Add(ref withTrailers, context.Request.Headers.TE == "trailers" ? 1 : 0);
            }
        );
        await gateway.AddAsync(Witness);
        await Task.WhenAll(
            Enumerable
                .Range(0, Lanes)
                .Select(async lane =>
                {
                    using HttpMessageInvoker http = new(
                        new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 }
                    );
                    using GeneratedConnection connection = new(gateway.Host.Address, lane);
                    foreach (
                        GeneratedRequest[] group in Enumerable
                            .Range(0, count / Lanes)
                            .Select(i => new GeneratedRequest(start + (i * Lanes) + lane))
                            .Chunk(GeneratedConnection.MaxGroup)
                    )
                    {
                        int[] statuses =
                            protocols == "Http1"
                                ? await connection.SendAsync(group)
                                : await Task.WhenAll(group.Select(request => SendAsync(http, gateway.Host.Address, request)));
                        Assert.All(statuses, status => Assert.InRange(status, 200, 599));
                        Interlocked.Add(ref served, statuses.Count(status => status == 200));
                    }
                })
        );

        string[] found = [.. differences.Where(difference => difference.Length > 0)];
        Assert.True(found.Length == 0, $"{found.Length} of {differences.Count}:\n{string.Join('\n', found.Take(20))}");
        Assert.Equal(served, differences.Count);
        Assert.InRange(served, count / 2, count);

        // Of a request to an upstream of HTTP/1.1, TE ends at the gateway.
        Assert.Equal(upstream == HttpProtocols.Http2, withTrailers > count / 10);
    }

    private static Task<TestGateway> StartAsync(string protocols, HttpProtocols upstream, Action<HttpContext, byte[]> arrived) =>
        TestGateway.StartAsync(
            async context =>
            {
                using MemoryStream body = new();
                await context.Request.Body.CopyToAsync(body);
                arrived(context, body.ToArray());
            },
            options =>
                options with
                {
                    UpstreamVersion = upstream == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
                    Forwarding = new ForwardingRules { Host = UpstreamHost.Client },
                    Kestrel = new ConfigurationBuilder()
                        .AddInMemoryCollection(
                            new Dictionary<string, string?>
                            {
                                ["Kestrel:Endpoints:A:Url"] = "http://127.0.0.1:0",
                                ["Kestrel:Endpoints:A:Protocols"] = protocols,
                            }
                        )
                        .Build()
                        .GetSection("Kestrel"),
                },
            protocols: upstream
        );

    /// <summary>What differs between what the client sent, the module saw and the upstream got; empty where nothing does.</summary>
    private static string Compare(HttpContext context, byte[] body)
    {
        string sent = context.Request.Headers.TryGetValue(GeneratedRequest.HashField, out StringValues hash)
            ? hash.ToString()
            : BodyHash.Of([]);
        if (context.Request.Headers.TryGetValue("x-seen", out StringValues witnessed))
        {
            string got = BodyHash.Of(body);
            return sent == witnessed && sent == got ? "" : $"body: client {sent}, module {witnessed}, upstream {got}";
        }

        List<string> seen = [];
        int at = 0;
        while (at < body.Length && (seen.Count <= 3 || seen.Count % 2 == 1 || seen[^1].Length > 0))
        {
            int end = Array.IndexOf(body, (byte)'\n', at);
            seen.Add(Encoding.UTF8.GetString(body, at, end - at));
            at = end + 1;
        }

        string saw = BodyHash.Of(body.AsSpan(at));
        return CompareHead(context, [.. seen.SkipLast(1)]) + (sent == saw ? "" : $"body: client {sent}, module {saw}");
    }

    /// <summary>What differs between the head that the upstream got and the one that the module saw; empty where nothing does.</summary>
    private static string CompareHead(HttpContext context, string[] seen)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string seenTarget = seen[2].Length == 0 ? seen[1] : $"{seen[1]}?{seen[2]}";
        string[] got = Fields(
            context.Request.Headers.SelectMany(field =>
                field
                    .Value.SelectMany(line => Parts(field.Key, line!))
                    .Select(value => (field.Key.ToLowerInvariant(), HeaderText.Decode(value)))
            )
        );
        string[] saw = Fields(seen[3..].Chunk(2).SelectMany(pair => Parts(pair[0], pair[1]).Select(value => (pair[0], value))));
        return (context.Request.Method == seen[0] ? "" : $"method: module {seen[0]}, upstream {context.Request.Method}; ")
            + (target == seenTarget || target == seenTarget + "?" ? "" : $"target: module {seenTarget}, upstream {target}; ")
            + string.Join(
                "; ",
                got.Except(saw)
                    .Select(field => $"upstream alone: {field}")
                    .Concat(saw.Except(got).Select(field => $"module alone: {field}"))
            );
    }

    /// <summary>The values of a line: how they are spread over lines is not a difference.</summary>
    private static string[] Parts(string name, string line) =>
        line.Split(name.Equals("cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ",")
            .Select(part => part.StartsWith(' ') ? part[1..] : part)
            .ToArray();

    private static string[] Fields(IEnumerable<(string Name, string Value)> values) =>
        [
            .. values
                .Where(field => !Framing.Contains(field.Name))
                .GroupBy(field => field.Name, field => field.Value)
                .Select(field => $"{field.Key}: {string.Join(" | ", field)}"),
        ];

    private static async Task<int> SendAsync(HttpMessageInvoker http, Uri address, GeneratedRequest request)
    {
        using HttpRequestMessage message = new(
            new HttpMethod(request.Method),
            new Uri(
                $"http://{address.Authority}{Ascii(request.Target)}",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        message.Headers.TryAddWithoutValidation("Host", request.Host);
        message.Content = request.Framing switch
        {
            BodyFraming.Length => new ByteArrayContent(request.Body),
            BodyFraming.Chunked => new UnsizedContent(request.Body),
            _ => null,
        };
        if (request.HasTrailers)
        {
            message.Headers.TryAddWithoutValidation("TE", "trailers");
        }

        foreach ((string name, string value) in request.Fields.Where(field => !OfHttp1.Contains(field.Name)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using HttpResponseMessage answer = await http.SendAsync(message, CancellationToken.None).EndsAsync();
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException e) when (e.InnerException is HttpProtocolException { ErrorCode: ProtocolError })
        {
            // The server resets the stream of a target that is not one.
            return StatusCodes.Status400BadRequest;
        }
    }

    /// <summary>The client's HTTP/2 carries no other bytes in a target.</summary>
    private static string Ascii(string target) => string.Concat(target.Where(char.IsAscii));

    /// <summary>A body without Content-Length.</summary>
    private sealed class UnsizedContent(byte[] body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
