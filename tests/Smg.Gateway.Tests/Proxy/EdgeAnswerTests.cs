using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>
/// Answers at the edge of HTTP, from upstreams and from modules: the client gets a well-formed one with its request's id.
/// </summary>
[Trait("Category", "Hostile")]
public sealed class EdgeAnswerTests
{
    private const string Interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n";
    private const string Final = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    private static readonly Dictionary<string, Script> Scripts = new()
    {
        ["no-content"] = "HTTP/1.1 204 No Content\r\n\r\n",
        ["no-content-with-length"] = "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
        ["body-no-content"] = "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
        ["body-no-content-chunked"] = "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        ["reset-with-body"] = "HTTP/1.1 205 Reset Content\r\nContent-Length: 5\r\n\r\nhello",
        ["reset-chunked"] = "HTTP/1.1 205 Reset Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        ["reset-without-length"] = "HTTP/1.1 205 Reset Content\r\n\r\nhello",
        ["not-modified-with-length"] = "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\nETag: \"a\"\r\n\r\n",
        ["body-not-modified"] = "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello",
        ["body-not-modified-chunked"] = "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        ["body-to-head"] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        ["early-hints"] = Interim + Final,
        ["early-hints-twice"] = Interim + Interim + Final,
        ["processing"] = "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + Final,
        ["unknown-interim"] = "HTTP/1.1 199 Odd\r\n\r\n" + Final,
        ["interim-then-close"] = Interim,
        ["interim-then-garbage"] = Interim + "SSH-2.0-OpenSSH\r\n",
        ["interim-with-length"] = "HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n" + Final,
        ["interim-then-status-099"] = Interim + "HTTP/1.1 099 Weird\r\nContent-Length: 2\r\n\r\nhi",
        ["interim-flood"] = new(Bytes(Interim), Repeat: 20_000),
        ["interim-flood-open"] = new(Bytes("HTTP/1.1 100 Continue\r\n\r\n"), Repeat: 5_000, StaysOpen: true),
        ["interim-long-head"] = new(Bytes($"HTTP/1.1 103 Early Hints\r\nLink: {new string('a', 100_000)}\r\n\r\n{Final}")),
        ["switching"] = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhello",
        ["switching-open"] = new(
            Bytes("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello"),
            StaysOpen: true
        ),
        ["switching-bare"] = "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        ["two-lengths"] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 10\r\n\r\n0123456789",
        ["negative-length"] = "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        ["huge-length"] = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
        ["length-and-chunked"] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        ["too-long"] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi and more than that",
        ["unknown-transfer-coding"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello",
        ["no-http"] = "SSH-2.0-OpenSSH_9.2\r\n",
        ["http-2-preface"] = new([0, 0, 18, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100, 0, 4, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0]),
        ["http-3.7"] = "HTTP/3.7 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        ["http-1.0"] = "HTTP/1.0 200 OK\r\n\r\nhi",
        ["http-0.9"] = "<html>hello</html>",
        ["status-000"] = "HTTP/1.1 000 Weird\r\nContent-Length: 2\r\n\r\nhi",
        ["status-099"] = "HTTP/1.1 099 Weird\r\nContent-Length: 2\r\n\r\nhi",
        ["status-600"] = "HTTP/1.1 600 Weird\r\nContent-Length: 2\r\n\r\nhi",
        ["status-999"] = "HTTP/1.1 999 Weird\r\nContent-Length: 2\r\n\r\nhi",
        ["status-1000"] = "HTTP/1.1 1000 Weird\r\nContent-Length: 2\r\n\r\nhi",
        ["status-20"] = "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nhi",
        ["status-minus"] = "HTTP/1.1 -20 OK\r\nContent-Length: 2\r\n\r\nhi",
        ["status-word"] = "HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\nhi",
        ["no-reason"] = "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi",
        ["odd-reason"] = "HTTP/1.1 200 \u00e9\x01\r\nContent-Length: 2\r\n\r\nhi",
        ["nothing"] = "",
        ["half-status"] = "HTTP/1.1 20",
        ["half-head"] = "HTTP/1.1 200 OK\r\nContent-Le",
        ["huge-head"] = new(Bytes($"HTTP/1.1 200 OK\r\nX-Long: {new string('a', 200_000)}\r\nContent-Length: 2\r\n\r\nhi")),
        ["many-headers"] = new(
            Bytes($"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Range(0, 900).Select(i => $"X-{i}: {i}\r\n"))}Content-Length: 2\r\n\r\nhi")
        ),
        ["odd-header"] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Control: a\x01b\r\nX-Latin: caf\u00e9\r\nX Space: a\r\n\r\nhi",
        ["folded-header"] = "HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\nhi",
        ["bare-line-feeds"] = "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi",
        ["trailers"] =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Note\r\n\r\n"
            + "2\r\nhi\r\n0\r\nX-Note: a\r\nContent-Length: 7\r\n\r\n",
        ["odd-type"] = "HTTP/1.1 200 OK\r\nContent-Type: ;;;=\r\nContent-Length: 2\r\n\r\nhi",
        ["damaged-gzip"] =
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\n\x1f\u008b\x08\x00\x00\x00\x00\x00\x00\x03\u00ff\u00ff",
        ["cut-gzip"] = new([
            .. Bytes("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\na\r\n"),
            .. Gzip(new byte[5000])[..10],
            .. "\r\n0\r\n\r\n"u8,
        ]),
        ["empty-gzip"] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
        ["error"] = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\nboom",
        ["unauthorized"] = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
        ["proxy-authentication"] = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
        ["redirect"] = "HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n",
    };

    /// <summary>
    /// Answers whose body ends early: without a module that needs it, its head is with the client before anybody can know. The connection
    /// is cut then.
    /// </summary>
    private static readonly Dictionary<string, Script> EarlyEnds = new()
    {
        ["less"] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello",
        ["half-chunk"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello",
        ["no-last-chunk"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        ["odd-chunk"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        ["huge-chunk"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello",
    };

    public static TheoryData<string?, bool> Modules() =>
        new()
        {
            { null, true },
            { "passes", true },
            { "passes", false },
        };

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task Whatever_an_upstream_answers_the_client_gets_a_well_formed_answer(string? module, bool needsBody)
    {
        Dictionary<string, Script> all = new(Scripts.Concat(EarlyEnds));
        using ScriptedUpstream upstream = new(all);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        if (module is not null)
        {
            WasmModule passes = new WatGuest { OnResponse = WatGuest.Continue }.ToModule(module);
            await gateway.AddAsync(
                passes,
                new ModuleRegistration(module, [AttachPoint.OnResponse]) { NeedsBody = needsBody, DryRun = false }
            );
        }

        ConcurrentQueue<string> wrong = [];
        (string Name, string Method, string Version)[] cases =
        [
            .. from name in all.Keys
            from method in (string[])["GET", "HEAD", "POST"]
            from version in (string[])["1.1", "1.0"]
            select (name, method, version),
        ];
        await Parallel.ForEachAsync(
            cases,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (one, _) =>
            {
                string body = one.Method == "POST" ? "Content-Length: 2\r\n\r\n{}" : "\r\n";
                string raw = await SendAsync(
                    gateway.Host.Address,
                    $"{one.Method} /{one.Name} HTTP/{one.Version}\r\nHost: h\r\nConnection: close\r\n{body}"
                );
                RawAnswer answer = RawAnswer.Read(raw, one.Method);
                bool isEarly = EarlyEnds.ContainsKey(one.Name);
                bool mayBeCut = isEarly && (module is null || !needsBody);
                bool isRight = mayBeCut
                    ? answer.Status is 200 or 502 || raw.Length == 0
                    : answer.Fault is null && !(isEarly && one.Method != "HEAD" && answer.Status != 502);
                if (!isRight)
                {
                    wrong.Enqueue($"{one}: {answer.Fault} {answer.Status}: {raw[..Math.Min(raw.Length, 120)]}");
                }
            }
        );
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    public async Task An_interim_response_alone_ends_in_a_timeout(string method)
    {
        using ScriptedUpstream upstream = new(new Dictionary<string, Script> { ["alone"] = new(Bytes(Interim), StaysOpen: true) });
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options =>
                options with
                {
                    Upstream = upstream.Address,
                    HeadInterimTimeoutMs = 200,
                    UpstreamTimeoutMs = method == "HEAD" ? 100_000 : 500,
                }
        );
        string raw = await RawUpstream.SendRawAsync(
            gateway.Host.Address,
            $"{method} /alone HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{(method == "POST" ? "Content-Length: 2\r\n\r\n{}" : "\r\n")}"
        );
        RawAnswer answer = RawAnswer.Read(raw, method);
        Assert.Null(answer.Fault);
        Assert.Equal(504, answer.Status);
    }

    [Fact]
    public async Task A_final_response_to_HEAD_may_follow_an_interim_one_in_time()
    {
        using ScriptedUpstream upstream = new(new Dictionary<string, Script> { ["hints"] = Interim + Final });
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage response = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/hints"));
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData(201, 201)]
    [InlineData(204, 204)]
    [InlineData(205, 205)]
    [InlineData(304, 304)]
    [InlineData(599, 599)]
    [InlineData(100, 500)]
    [InlineData(101, 500)]
    [InlineData(600, 500)]
    public async Task A_module_may_turn_a_body_into_any_final_status(int status, int wanted)
    {
        foreach (bool needsBody in (bool[])[true, false])
        {
            await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.Answers("a body"u8.ToArray()));
            WasmModule module = ActionGuest.Modify(new ModifyAction { Status = (ushort)status });
            await gateway.AddAsync(
                module,
                new ModuleRegistration(module.Name, [AttachPoint.OnResponse]) { NeedsBody = needsBody, DryRun = false }
            );
            RawAnswer answer = RawAnswer.Read(
                await RawUpstream.SendRawAsync(gateway.Host.Address, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
                "GET"
            );
            Assert.Null(answer.Fault);
            Assert.Equal(wanted, answer.Status);
        }
    }

    private static async Task<string> SendAsync(Uri address, string request)
    {
        try
        {
            return await RawUpstream.SendRawAsync(address, request);
        }
        catch (TimeoutException)
        {
            return "(no end of the connection)";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Gzip(byte[] body)
    {
        using MemoryStream coded = new();
        using (GZipStream stream = new(coded, CompressionLevel.Fastest))
        {
            stream.Write(body);
        }

        return coded.ToArray();
    }
}
