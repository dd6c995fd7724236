using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Smg.Gateway.Forwarding;
using Smg.Gateway.Proxy;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Ten thousand requests from seeds: the module and the upstream get the same method, path, query and header values. SMG_REQUESTS says how many.</summary>
public sealed class RequestAgreementTests
{
    private const int Lanes = 4;
    private const long ProtocolError = 1;

    /// <summary>Fields that differ on purpose: the module replaces the body, so its length does.</summary>
    private static readonly HashSet<string> Framing = ["content-length", "transfer-encoding"];

    /// <summary>Fields that a message of HTTP/2 must not have.</summary>
    private static readonly HashSet<string> OfHttp1 = new(StringComparer.OrdinalIgnoreCase) { "connection", "keep-alive", "proxy-connection", "te", "upgrade", "http2-settings", "expect" };

    private static readonly int Requests = TestAmount.FromEnvironment("SMG_REQUESTS", 10_000);

    /// <summary>Replaces the body by what it sees: method, path, query, then name and value of each header, each ended by a line feed.</summary>
    private static readonly WasmModule Witness = new WatGuest
    {
        Memory = """(memory (export "memory") 40)""",
        Core = """
            (global $o (mut i32) (i32.const 1048576))
            (func $put (param $p i32) (param $n i32)
                (memory.copy (global.get $o) (local.get $p) (local.get $n))
                (global.set $o (i32.add (global.get $o) (local.get $n)))
                (i32.store8 (global.get $o) (i32.const 10))
                (global.set $o (i32.add (global.get $o) (i32.const 1))))
            """,
        OnRequest = """
            (call $put (local.get 0) (local.get 1)) (call $put (local.get 2) (local.get 3)) (call $put (local.get 4) (local.get 5))
            (block $done (loop $next
                (br_if $done (i32.ge_u (local.get $i) (local.get 7)))
                (call $put (i32.load (i32.add (local.get 6) (i32.shl (local.get $i) (i32.const 4)))) (i32.load offset=4 (i32.add (local.get 6) (i32.shl (local.get $i) (i32.const 4)))))
                (call $put (i32.load offset=8 (i32.add (local.get 6) (i32.shl (local.get $i) (i32.const 4)))) (i32.load offset=12 (i32.add (local.get 6) (i32.shl (local.get $i) (i32.const 4)))))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br $next)))
            (i32.store8 (i32.const 16) (i32.const 2))
            (i32.store8 (i32.const 48) (i32.const 1))
            (i32.store (i32.const 52) (i32.const 1048576))
            (i32.store (i32.const 56) (i32.sub (global.get $o) (i32.const 1048576)))
            (i32.const 16)
            """,
    }.ToModule("witness");

    [Theory]
    [InlineData("Http1")]
    [InlineData("Http2")]
    public async Task Module_and_upstream_read_every_request_alike(string protocols)
    {
        ConcurrentBag<string> differences = [];
        int served = 0;
        await using TestGateway gateway = await TestGateway.StartAsync(
            async context =>
            {
                using MemoryStream body = new();
                await context.Request.Body.CopyToAsync(body);
                differences.Add(Compare(context, Encoding.UTF8.GetString(body.ToArray()).Split('\n')));
            },
            options => options with
            {
                Forwarding = new ForwardingRules { Host = UpstreamHost.Client },
                Kestrel = new ConfigurationBuilder().AddInMemoryCollection(
                    new Dictionary<string, string?> { ["Kestrel:Endpoints:A:Url"] = "http://127.0.0.1:0", ["Kestrel:Endpoints:A:Protocols"] = protocols }).Build().GetSection("Kestrel"),
            });
        await gateway.AddAsync(Witness);
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            using HttpMessageInvoker http = new(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 });
            for (int seed = lane; seed < Requests / 2; seed += Lanes)
            {
                GeneratedRequest request = new(protocols == "Http1" ? seed : seed + (Requests / 2));
                int status = protocols == "Http1" ? await SendAsync(gateway.Host.Address.Port, request) : await SendAsync(http, gateway.Host.Address, request);
                Assert.InRange(status, 200, 599);
                Interlocked.Add(ref served, status == 200 ? 1 : 0);
            }
        }));

        string[] found = [.. differences.Where(difference => difference.Length > 0)];
        Assert.True(found.Length == 0, $"{found.Length} of {differences.Count}:\n{string.Join('\n', found.Take(20))}");
        Assert.Equal(served, differences.Count);
        Assert.InRange(served, Requests / 4, Requests / 2);
    }

    /// <summary>What differs between what the upstream got and what the module saw; empty where nothing does.</summary>
    private static string Compare(HttpContext context, string[] seen)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string seenTarget = seen[2].Length == 0 ? seen[1] : $"{seen[1]}?{seen[2]}";
        string[] got = Fields(context.Request.Headers.SelectMany(field => field.Value.SelectMany(line => Parts(field.Key, line!)).Select(value => (field.Key.ToLowerInvariant(), HeaderText.Decode(value)))));
        string[] saw = Fields(seen[3..^1].Chunk(2).SelectMany(pair => Parts(pair[0], pair[1]).Select(value => (pair[0], value))));
        return (context.Request.Method == seen[0] ? "" : $"method: module {seen[0]}, upstream {context.Request.Method}; ")
            + (target == seenTarget || target == seenTarget + "?" ? "" : $"target: module {seenTarget}, upstream {target}; ")
            + string.Join("; ", got.Except(saw).Select(field => $"upstream alone: {field}").Concat(saw.Except(got).Select(field => $"module alone: {field}")));
    }

    /// <summary>The values of a line: how they are spread over lines is not a difference.</summary>
    private static string[] Parts(string name, string line) => line.Split(name.Equals("cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ",").Select(part => part.StartsWith(' ') ? part[1..] : part).ToArray();

    private static string[] Fields(IEnumerable<(string Name, string Value)> values)
        => [.. values.Where(field => !Framing.Contains(field.Name)).GroupBy(field => field.Name, field => field.Value).Select(field => $"{field.Key}: {string.Join(" | ", field)}")];

    private static async Task<int> SendAsync(int port, GeneratedRequest request)
    {
        using TcpClient client = new("127.0.0.1", port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ToText()));
        using StreamReader reader = new(stream, Encoding.Latin1);
        string answer = await reader.ReadToEndAsync().EndsAsync();
        return answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3)) : 0;
    }

    private static async Task<int> SendAsync(HttpMessageInvoker http, Uri address, GeneratedRequest request)
    {
        using HttpRequestMessage message = new(new HttpMethod(request.Method), new Uri($"http://{address.Authority}{Ascii(request.Target)}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach ((string name, string value) in request.Fields.Where(field => !OfHttp1.Contains(field.Name)))
        {
            message.Headers.TryAddWithoutValidation(name, value);
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
}
