using System.IO.Compression;
using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>A module that takes a secret out of responses: nothing that a client or an upstream does lets the secret pass.</summary>
[Trait("Category", "Hostile")]
public sealed class ResponseBypassTests
{
    private const string Secret = """{"note":"the secret word"}""";
    private const string Refused = "HTTP/1.1 451 ";

    /// <summary>Refuses a response whose body begins as the secret does: it saw the bytes themselves, not a coding of them.</summary>
    private static readonly WasmModule Guards = new WatGuest
    {
        OnResponse = """
            (if (result i32) (i32.or (i32.eq (i32.load8_u (local.get 3)) (i32.const 0x7b)) (i32.eq (i32.load8_u (local.get 3))
              (i32.const 0x64)))
              (then (i32.const 64)) (else (i32.const 16)))
            """,
        Core = """(data (i32.const 64) "\01\00\00\00\c3\01\00\00")""",
    }.ToModule("guards");

    /// <summary>What a client may send to get an answer in another form.</summary>
    private static readonly string[] Heads =
    [
        "",
        "Accept-Encoding: gzip, zstd\r\n",
        "Accept: text/event-stream\r\n",
        "Range: bytes=0-20\r\n",
        "TE: trailers\r\n",
        "Accept-Encoding: identity;q=0, *;q=0\r\n",
    ];

    /// <summary>The answers, and whether the module sees the secret in them.</summary>
    public static TheoryData<string, bool> Answers()
    {
        TheoryData<string, bool> data = [];
        foreach (string answer in AnswersByName.Keys)
        {
            data.Add(
                answer,
                answer
                    is "length"
                        or "chunked"
                        or "gzip"
                        or "gzip-chunked"
                        or "deflate"
                        or "raw-deflate"
                        or "br"
                        or "gzip-br"
                        or "no-length"
                        or "early-hints"
                        or "gzip-members"
                        or "partial"
            );
        }

        return data;
    }

    private static Dictionary<string, byte[]> AnswersByName { get; } =
        new()
        {
            ["length"] = Answer(Bytes(Secret)),
            ["chunked"] = Chunked(Bytes(Secret)),
            ["gzip"] = Answer(Gzip(Bytes(Secret)), "Content-Encoding: gzip\r\nETag: \"a\"\r\n"),
            ["gzip-chunked"] = Chunked(Gzip(Bytes(Secret)), "Content-Encoding: GZIP\r\n"),
            ["deflate"] = Answer(
                Coded(Bytes(Secret), stream => new ZLibStream(stream, CompressionLevel.Fastest)),
                "Content-Encoding: deflate\r\n"
            ),
            ["raw-deflate"] = Answer(
                Coded(Bytes(Secret), stream => new DeflateStream(stream, CompressionLevel.Fastest)),
                "Content-Encoding: deflate\r\n"
            ),
            ["br"] = Answer(Brotli(Bytes(Secret)), "Content-Encoding: br\r\n"),
            ["gzip-br"] = Answer(Brotli(Gzip(Bytes(Secret))), "Content-Encoding: gzip\r\nContent-Encoding: br\r\n"),
            ["no-length"] = Bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + Secret),
            ["early-hints"] = [.. Bytes("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), .. Answer(Bytes(Secret))],
            ["gzip-members"] = Answer([.. Gzip(Bytes(Secret[..1])), .. Gzip(Bytes(Secret[1..]))], "Content-Encoding: gzip\r\n"),
            ["gzip-then-plain"] = Answer([.. Gzip(Bytes("[]")), .. Bytes(Secret)], "Content-Encoding: gzip\r\n"),
            ["gzip-cut"] = Chunked(Gzip(Bytes(Secret))[..^9], "Content-Encoding: gzip\r\n"),
            ["transfer-gzip"] = Chunked(Gzip(Bytes(Secret)), "Transfer-Encoding: gzip\r\n"),
            ["beyond-length"] = [.. Answer(Bytes("[]")), .. Bytes(Secret)],
            ["beyond-chunks"] = [.. Chunked(Bytes("[]")), .. Bytes(Secret)],
            ["partial"] = Bytes(
                $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-25/26\r\nContent-Length: {Secret.Length}\r\n\r\n{Secret}"
            ),
            ["not-modified"] = Bytes($"HTTP/1.1 304 Not Modified\r\nContent-Length: {Secret.Length}\r\n\r\n{Secret}"),
            ["no-content"] = Bytes($"HTTP/1.1 204 No Content\r\nContent-Length: {Secret.Length}\r\n\r\n{Secret}"),
            ["unknown-coding"] = Answer(Bytes(Secret), "Content-Encoding: rot13\r\n"),
            ["false-coding"] = Answer(Bytes(Secret), "Content-Encoding: gzip\r\n"),
            ["events"] = Chunked(Bytes($"data: {Secret}\n\n"), type: "text/event-stream"),
            ["events-length"] = Answer(Bytes($"data: {Secret}\n\n"), type: "Text/Event-Stream; charset=utf-8"),
            ["lines"] = Chunked(Bytes(Secret + "\n"), type: "application/x-ndjson"),
            ["upgrade"] = Bytes($"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n{Secret}"),
            ["status-600"] = Bytes($"HTTP/1.1 600 Weird\r\nContent-Length: {Secret.Length}\r\n\r\n{Secret}"),
            ["reset-content"] = Bytes($"HTTP/1.1 205 Reset Content\r\nContent-Length: {Secret.Length}\r\n\r\n{Secret}"),
        };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task No_form_of_an_answer_delivers_the_secret(string answer, bool arrives)
    {
        using RawUpstream upstream = RawUpstream.Answering(AnswersByName[answer]);
        await using TestGateway gateway = await StartAsync(upstream);
        string upgrade = answer == "upgrade" ? "Connection: Upgrade, close\r\nUpgrade: x\r\n" : "Connection: close\r\n";
        foreach (
            (string method, string version, string head) in from head in Heads
            from request in (IEnumerable<(string Method, string Version)>)[("GET", "1.1"), ("GET", "1.0"), ("HEAD", "1.1"), ("POST", "1.1")]
            select (request.Method, request.Version, head)
        )
        {
            string sent = $"{method} /a HTTP/{version}\r\nHost: h\r\n{upgrade}{head}\r\n";
            string got = await RawUpstream.SendRawAsync(gateway.Host.Address, sent);
            Assert.False(got.Contains("secret word", StringComparison.Ordinal), $"{sent}{got}");
            Assert.True(got.Contains("x-request-id", StringComparison.Ordinal), $"{sent}{got}");
            Assert.True(method == "HEAD" || arrives == got.Contains(Refused, StringComparison.Ordinal), $"{sent}{got}");
        }
    }

    [Theory]
    [InlineData("length")]
    [InlineData("chunked")]
    [InlineData("gzip")]
    [InlineData("gzip-chunked")]
    [InlineData("gzip-br")]
    [InlineData("no-length")]
    [InlineData("early-hints")]
    public async Task A_masked_answer_arrives_whole_without_a_coding_that_it_no_longer_has(string answer)
    {
        using RawUpstream upstream = RawUpstream.Answering(AnswersByName[answer]);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        await gateway.AddAsync(BuiltGuests.Load("body-rewrite"), AttachPoint.OnResponse);
        foreach (
            string head in (string[])["", "Accept-Encoding: gzip\r\n", "Range: bytes=0-3,5-9\r\nIf-Range: \"a\"\r\n", "TE: trailers\r\n"]
        )
        {
            string got = await RawUpstream.SendRawAsync(
                gateway.Host.Address,
                $"POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{head}Content-Length: 15\r\n\r\n{{\"stream\":true}}"
            );
            await upstream.ClosedAsync();
            RawAnswer read = RawAnswer.Read(got, "POST");
            Assert.Equal((200, null, Secret.Replace("secret", "******", StringComparison.Ordinal)), (read.Status, read.Fault, read.Body));
            Assert.Null(read.Header("Content-Encoding"));
        }
    }

    [Fact]
    public async Task Parts_and_codings_that_hide_a_body_are_not_asked_for_also_when_a_module_asks()
    {
        using RawUpstream upstream = RawUpstream.Answering(Answer(Bytes(Secret)));
        await using TestGateway gateway = await StartAsync(upstream);
        WasmModule asks = ActionGuest.Modify(
            new ModifyAction { HeadersSet = [new Header("range", "bytes=0-1"), new Header("accept-encoding", "zstd")] }
        );
        await gateway.AddAsync(asks);
        string got = await RawUpstream.SendRawAsync(
            gateway.Host.Address,
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nIf-Range: \"a\"\r\n\r\n"
        );
        Assert.Contains(Refused, got, StringComparison.Ordinal);
        Assert.DoesNotContain("range", upstream.Received, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Accept-Encoding: identity\r\n", upstream.Received, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("chunked, gzip")]
    [InlineData("gzip")]
    public async Task A_transfer_coding_that_nobody_asked_for_is_a_failure_and_not_an_answer_of_other_bytes(string codings)
    {
        byte[] coded = Gzip(Bytes(Secret));
        using RawUpstream upstream = RawUpstream.Answering([
            .. Bytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: {codings}\r\nConnection: close\r\n\r\n"),
            .. codings == "gzip" ? coded : [.. Bytes($"{coded.Length:x}\r\n"), .. coded, .. "\r\n0\r\n\r\n"u8],
        ]);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        foreach (bool hasModule in new[] { false, true })
        {
            if (hasModule)
            {
                await gateway.AddAsync(Guards, AttachPoint.OnResponse, FailurePolicy.Open);
            }

            string got = await RawUpstream.SendRawAsync(gateway.Host.Address, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 502", got, StringComparison.Ordinal);
            Assert.Contains("Transfer-Encoding other than chunked", got, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_decoded_answer_has_no_digest_of_its_coded_bytes(string coding)
    {
        using RawUpstream upstream = RawUpstream.Answering(
            Answer(
                coding == "gzip" ? Gzip(Bytes("[]")) : Brotli(Bytes("[]")),
                $"Content-Encoding: {coding}\r\nContent-Digest: sha-256=:AA==:\r\nRepr-Digest: sha-256=:AA==:\r\n"
                    + "Digest: x=y\r\nContent-MD5: AA==\r\n"
            )
        );
        await using TestGateway gateway = await StartAsync(upstream);
        string got = await RawUpstream.SendRawAsync(gateway.Host.Address, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", got, StringComparison.Ordinal);
        Assert.DoesNotContain("digest", got, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("md5", got, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Trailers_are_dropped()
    {
        using RawUpstream upstream = RawUpstream.Answering(
            Bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Note\r\n\r\n2\r\n[]\r\n0\r\nX-Note: the secret word\r\n\r\n")
        );
        await using TestGateway gateway = await StartAsync(upstream);
        string got = await RawUpstream.SendRawAsync(
            gateway.Host.Address,
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTE: trailers\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 200", got, StringComparison.Ordinal);
        Assert.DoesNotContain("x-note", got, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(null, "HTTP/1.1 502", "on_stream", false)]
    [InlineData(StreamPolicy.Buffer, Refused, "x-request-id", false)]
    [InlineData(StreamPolicy.Pass, "HTTP/1.1 200", "secret word", true)]
    public async Task A_stream_is_what_the_module_says(StreamPolicy? onStream, string status, string body, bool isSkipped)
    {
        using RawUpstream upstream = RawUpstream.Answering(AnswersByName["events"]);
        await using TestGateway gateway = await StartAsync(upstream, onStream);
        string got = await RawUpstream.SendRawAsync(gateway.Host.Address, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith(status, got, StringComparison.Ordinal);
        Assert.Contains(body, got, StringComparison.Ordinal);
        Assert.Equal(
            isSkipped,
            (await gateway.MetricsAsync()).Contains(
                "smg_gateway_module_skips_total{module=\"guards\",reason=\"stream\"} 1",
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public async Task Decoding_stops_at_the_body_limit()
    {
        using RawUpstream upstream = RawUpstream.Answering(Answer(Gzip(new byte[20_000_000]), "Content-Encoding: gzip\r\n"));
        await using TestGateway gateway = await StartAsync(upstream);
        Assert.StartsWith(
            "HTTP/1.1 502",
            await RawUpstream.SendRawAsync(gateway.Host.Address, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("unknown-coding")]
    [InlineData("false-coding")]
    public async Task An_open_module_lets_pass_what_cannot_be_decoded_as_it_came(string answer)
    {
        using RawUpstream upstream = RawUpstream.Answering(AnswersByName[answer]);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        await gateway.AddAsync(Guards, AttachPoint.OnResponse, FailurePolicy.Open);
        string got = await RawUpstream.SendRawAsync(gateway.Host.Address, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", got, StringComparison.Ordinal);
        Assert.Contains("Content-Encoding", got, StringComparison.Ordinal);
        Assert.EndsWith(Secret, got, StringComparison.Ordinal);
    }

    private static async Task<TestGateway> StartAsync(RawUpstream upstream, StreamPolicy? onStream = null)
    {
        TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync, options => options with { Upstream = upstream.Address });
        WasmModule module = Guards;
        await gateway.AddAsync(
            module,
            new ModuleRegistration(module.Name, [AttachPoint.OnResponse]) { OnStream = onStream, DryRun = false }
        );
        return gateway;
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Answer(byte[] body, string head = "", string type = "application/json") =>
        [.. Bytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{head}\r\n"), .. body];

    private static byte[] Chunked(byte[] body, string head = "", string type = "application/json") =>
        [
            .. Bytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n{head}\r\n{body.Length:x}\r\n"),
            .. body,
            .. "\r\n0\r\n\r\n"u8,
        ];

    private static byte[] Gzip(byte[] body) => Coded(body, stream => new GZipStream(stream, CompressionLevel.Fastest));

    private static byte[] Brotli(byte[] body) => Coded(body, stream => new BrotliStream(stream, CompressionLevel.Fastest));

    private static byte[] Coded(byte[] body, Func<Stream, Stream> coder)
    {
        using MemoryStream coded = new();
        using (Stream stream = coder(coded))
        {
            stream.Write(body);
        }

        return coded.ToArray();
    }
}
