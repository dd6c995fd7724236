using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Interim responses (1xx) of an upstream: a client of HTTP/1.1 gets them before the final one, over real sockets.</summary>
[Trait("Category", "Hostile")]
public sealed partial class InterimTests : IDisposable
{
    private const string Hint = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
    private const string PassedHint = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nx-request-id: id\r\n\r\n";
    private const string Final = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private const string Get = "GET /a HTTP/1.1\r\nHost: h\r\nx-request-id: id\r\n\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("smg-interim-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Two_early_hints_arrive_while_the_final_response_is_made_and_the_connection_serves_on(string scheme)
    {
        using SemaphoreSlim goOn = new(0);
        using SocketUpstream upstream = new(async request =>
        {
            await request.SendAsync(Hint + "HTTP/1.1 103 Early Hints\r\nLink: </b.js>\r\nServer: x\r\n\r\n");
            await goOn.WaitAsync().EndsAsync();
            await request.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream, scheme);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync(Get);
            Assert.Equal(PassedHint, await client.ReadHeadAsync());
            Assert.Equal(
                "HTTP/1.1 103 Early Hints\r\nLink: </b.js>\r\nServer: x\r\nx-request-id: id\r\n\r\n",
                await client.ReadHeadAsync()
            );
            goOn.Release();
            RawAnswer answer = await client.ReadAnswerAsync("GET");
            Assert.Equal((200, "hi", null), (answer.Status, answer.Body, answer.Fault));
            Assert.DoesNotContain("HTTP/1.1 103", answer.Raw, StringComparison.Ordinal);
        }

        Assert.Equal(6, await CountAsync(gateway, "passed"));
    }

    [Theory]
    [InlineData("HTTP/1.1 102 Processing\r\n\r\n", "HTTP/1.1 102 Processing\r\nx-request-id: id\r\n\r\n")]
    [InlineData("HTTP/1.1 103\r\nLink: </a>\r\n\r\n", "HTTP/1.1 103 \r\nLink: </a>\r\nx-request-id: id\r\n\r\n")]
    [InlineData("HTTP/1.1 199 Odd\nA: 1\nB:\n\n", "HTTP/1.1 199 Odd\r\nA: 1\r\nB:\r\nx-request-id: id\r\n\r\n")]
    [InlineData(
        "HTTP/1.1 103 Early Hints\r\nConnection: x-hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: 1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nUpgrade: x\r\nX-Request-Id: other\r\nTrailer: a\r\nLink: </a>\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nx-request-id: id\r\n\r\n"
    )]
    [InlineData(
        "HTTP/1.1 103 \u00e9\r\nX-Latin: caf\u00e9\r\n\r\n",
        "HTTP/1.1 103 \u00e9\r\nX-Latin: caf\u00e9\r\nx-request-id: id\r\n\r\n"
    )]
    [InlineData("HTTP/1.1 100 Continue\r\nLink: </a>\r\n\r\n", "")]
    public async Task A_client_gets_status_and_fields_without_those_of_the_upstreams_connection(string interim, string expected)
    {
        // One byte after the other: no read holds a whole head.
        using SocketUpstream upstream = new(async request =>
        {
            foreach (char one in interim + Final)
            {
                await request.SendAsync(one.ToString());
            }
        });
        await using TestGateway gateway = await StartAsync(upstream);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync(Get);
        RawAnswer answer = await client.ReadAnswerAsync("GET");
        Assert.Equal((200, "hi", null), (answer.Status, answer.Body, answer.Fault));
        Assert.Equal(expected, answer.Raw[..answer.Raw.IndexOf("HTTP/1.1 200", StringComparison.Ordinal)]);
    }

    [Theory]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: a\rX-Evil: 1\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early\rX-Evil: 1\r\nLink: a\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: a\u0000X-Evil\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: a\r\n X-Evil: folded\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nX-Evil\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nX-Evil : 1\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\n: X-Evil\r\n\r\n")]
    [InlineData("HTTP/1.1 1034 X-Evil\r\nLink: a\r\n\r\n")]
    [InlineData("HTTP/1.1 103X-Evil\r\nLink: a\r\n\r\n")]
    public async Task A_head_that_is_not_HTTP_does_not_reach_the_client(string interim)
    {
        using ScriptedUpstream upstream = new(new Dictionary<string, Script> { ["a"] = interim + Final });
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync(Get);
        RawAnswer answer = await client.ReadAnswerAsync("GET");
        Assert.Null(answer.Fault);
        Assert.StartsWith($"HTTP/1.1 {answer.Status}", answer.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Evil", answer.Raw, StringComparison.Ordinal);
        Assert.Equal((1, 0), (await CountAsync(gateway, "malformed"), await CountAsync(gateway, "passed")));
    }

    [Fact]
    public async Task A_head_that_is_too_long_does_not_reach_the_client_and_the_next_does()
    {
        using ScriptedUpstream upstream = new(
            new Dictionary<string, Script> { ["a"] = $"HTTP/1.1 103 Early Hints\r\nLink: {new string('a', 20_000)}\r\n\r\n{Hint}{Final}" }
        );
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync(Get);
        Assert.StartsWith(PassedHint + "HTTP/1.1 200", (await client.ReadAnswerAsync("GET")).Raw, StringComparison.Ordinal);
        Assert.Equal((1, 1), (await CountAsync(gateway, "too_large"), await CountAsync(gateway, "passed")));
    }

    [Fact]
    public async Task A_client_of_HTTP_1_0_gets_the_final_response_alone()
    {
        using SocketUpstream upstream = new(request => request.SendAsync(Hint + Hint + Final));
        await using TestGateway gateway = await StartAsync(upstream);
        string got = await RawUpstream.SendRawAsync(gateway.Host.Address, "GET /a HTTP/1.0\r\nHost: h\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", got, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhi", got, StringComparison.Ordinal);
        Assert.Equal((2, 0), (await CountAsync(gateway, "client_protocol"), await CountAsync(gateway, "passed")));
    }

    [Fact]
    public async Task A_client_of_HTTP_2_gets_the_final_response_alone()
    {
        using SocketUpstream upstream = new(request => request.SendAsync(Hint + Hint + Final));
        await using TestGateway gateway = await StartAsync(upstream, protocols: "Http2");
        using HttpClient client = new()
        {
            BaseAddress = gateway.Host.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("hi", await client.GetStringAsync("/a").EndsAsync());
        }

        Assert.Equal((6, 0), (await CountAsync(gateway, "client_protocol"), await CountAsync(gateway, "passed")));
    }

    [Theory]
    [InlineData(AttachPoint.OnResponse, true, "response_modules")]
    [InlineData(AttachPoint.OnResponse, false, "response_modules")]
    [InlineData(AttachPoint.OnRequest, true, "passed")]
    public async Task What_modules_of_responses_would_not_see_does_not_reach_the_client(
        AttachPoint attachPoint,
        bool needsBody,
        string outcome
    )
    {
        using SocketUpstream upstream = new(request => request.SendAsync("HTTP/1.1 103 Early Hints\r\nLink: </secret>\r\n\r\n" + Final));
        await using TestGateway gateway = await StartAsync(upstream);
        WasmModule passes = new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes");
        await gateway.AddAsync(passes, new ModuleRegistration("passes", [attachPoint]) { NeedsBody = needsBody, DryRun = false });
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync(Get);
        RawAnswer answer = await client.ReadAnswerAsync("GET");
        Assert.Equal((200, "hi", null), (answer.Status, answer.Body, answer.Fault));
        Assert.Equal(outcome == "passed", answer.Raw.Contains("secret", StringComparison.Ordinal));
        Assert.Equal(1, await CountAsync(gateway, outcome));
    }

    [Fact]
    public async Task An_upstream_that_ends_after_a_hint_is_502_and_the_connection_serves_on()
    {
        int requests = 0;
        using SocketUpstream upstream = new(async request =>
        {
            await request.SendAsync(Hint);
            if (Interlocked.Increment(ref requests) == 1)
            {
                throw new IOException("The upstream ends.");
            }

            await request.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        foreach (int status in (int[])[502, 200])
        {
            await client.SendAsync(Get);
            Assert.Equal(PassedHint, await client.ReadHeadAsync());
            RawAnswer answer = await client.ReadAnswerAsync("GET");
            Assert.Equal((status, null), (answer.Status, answer.Fault));
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_flood_of_hints_ends_in_502_after_as_many_as_one_request_may_have(string method)
    {
        using ScriptedUpstream upstream = new(
            new Dictionary<string, Script> { ["a"] = new(Encoding.ASCII.GetBytes(Hint), Repeat: 20_000) }
        );
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync(Get.Replace("GET", method, StringComparison.Ordinal));
            RawAnswer answer = await client.ReadAnswerAsync(method);
            Assert.Equal((502, null), (answer.Status, answer.Fault));
            Assert.InRange(StatusLine().Count(answer.Raw), 1, 129);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_waits_for_100_gets_one(bool isBuffered)
    {
        using SocketUpstream upstream = new(async request =>
        {
            await request.SendAsync("HTTP/1.1 100 Continue\r\n\r\n" + Hint);
            await request.SendAsync(Hint + Final.Replace("hi", await request.ReadAsync(2), StringComparison.Ordinal));
        });
        await using TestGateway gateway = await StartAsync(upstream);
        if (isBuffered)
        {
            await gateway.AddAsync(Guests.Continues);
        }

        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync("POST /a HTTP/1.1\r\nHost: h\r\nx-request-id: id\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 100 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
            await client.SendAsync("ok");
            RawAnswer answer = await client.ReadAnswerAsync("POST");
            Assert.Equal((200, "ok", null), (answer.Status, answer.Body, answer.Fault));
            Assert.DoesNotContain("HTTP/1.1 100", answer.Raw, StringComparison.Ordinal);

            // The server writes 100 when a body that streams is read, on a thread that does not ask whether another writes.
            Assert.StartsWith(isBuffered ? PassedHint + PassedHint + "HTTP/1.1 200" : "HTTP/1.1 200", answer.Raw, StringComparison.Ordinal);
        }

        Assert.Equal(6, await CountAsync(gateway, isBuffered ? "passed" : "expect_continue"));
    }

    [Fact]
    public async Task A_body_that_looks_like_an_interim_response_is_a_body_where_the_clients_was_still_on_its_way()
    {
        // More than the client of the upstream keeps back.
        const int Part = 20_000;
        string body = Hint + Hint;
        TaskCompletionSource hasAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SocketUpstream upstream = new(async request =>
        {
            await request.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await request.ReadAsync(Part / 2);
            await request.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");
            hasAnswered.SetResult();
            await request.ReadAsync((2 * Part) - (Part / 2));
            await request.SendAsync(body);
        });
        await using TestGateway gateway = await StartAsync(upstream);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 40000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await client.SendAsync(new string('a', Part));
        await hasAnswered.Task.EndsAsync();
        await client.SendAsync(new string('b', Part));
        RawAnswer answer = await client.ReadAnswerAsync("POST");
        Assert.Equal((200, body, null), (answer.Status, answer.Body, answer.Fault));
        Assert.DoesNotContain("smg_gateway_interim_responses_total{", await MetricsAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_client_that_reads_nothing_for_a_while_gets_whole_answers_in_their_order(string scheme)
    {
        const int Requests = 400;
        string link = new('a', 15_000);
        int served = 0;
        using SocketUpstream upstream = new(async request =>
        {
            int number = Interlocked.Increment(ref served);
            for (int i = 0; i < 4; i++)
            {
                await request.SendAsync($"HTTP/1.1 103 Early Hints\r\nLink: {number.ToString(CultureInfo.InvariantCulture)}{link}\r\n\r\n");
            }

            await request.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Number: {number}\r\n\r\nhi");
        });
        await using TestGateway gateway = await StartAsync(upstream, scheme);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        Task sent = client.SendAsync(string.Concat(Enumerable.Repeat(Get, Requests)));
        int read = 0;
        (int Served, long Time) last = (0, Environment.TickCount64);
        while (await CountAsync(gateway, "slow_client") == 0)
        {
            int now = Volatile.Read(ref served);
            if (now > last.Served)
            {
                last = (now, Environment.TickCount64);
            }
            else if (Environment.TickCount64 - last.Time > 5_000)
            {
                // The connection was full when a final response was written: the server waits for as long as the client likes. The next
                // time it may be an interim one.
                await ReadAsync(++read);
                last.Time = Environment.TickCount64;
            }
        }

        while (read < Requests)
        {
            await ReadAsync(++read);
        }

        await sent;

        async Task ReadAsync(int expected)
        {
            RawAnswer answer = await client.ReadAnswerAsync("GET");
            string number = expected.ToString(CultureInfo.InvariantCulture);
            Assert.Equal((200, "hi", number, null), (answer.Status, answer.Body, answer.Header("X-Number"), answer.Fault));
            string interim = $"HTTP/1.1 103 Early Hints\r\nLink: {number}{link}\r\nx-request-id: id\r\n\r\n";
            int end = answer.Raw.IndexOf("HTTP/1.1 200", StringComparison.Ordinal);
            Assert.Equal(string.Concat(Enumerable.Repeat(interim, end / interim.Length)), answer.Raw[..end]);
        }
    }

    [Fact]
    public async Task Many_connections_at_once_get_their_own_hints_alone()
    {
        using SocketUpstream upstream = new(async request =>
        {
            string name = request.Head.Split(' ')[1][1..];
            await request.SendAsync($"HTTP/1.1 103 Early Hints\r\nLink: <{name}>\r\n\r\n");
            await Task.Yield();
            await request.SendAsync(
                $"HTTP/1.1 103 Early Hints\r\nLink: <{name}>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\n\r\n{name}"
            );
        });
        await using TestGateway gateway = await StartAsync(upstream);
        ConcurrentQueue<string> wrong = [];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 16),
            async (lane, _) =>
            {
                using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
                for (int i = 0; i < 50; i++)
                {
                    string name = $"c{lane}-{i}";
                    await client.SendAsync($"GET /{name} HTTP/1.1\r\nHost: h\r\nx-request-id: {name}\r\n\r\n");
                    RawAnswer answer = await client.ReadAnswerAsync("GET");
                    string hint = $"HTTP/1.1 103 Early Hints\r\nLink: <{name}>\r\nx-request-id: {name}\r\n\r\n";
                    if (
                        answer.Body != name
                        || answer.Fault is not null
                        || !answer.Raw.StartsWith(hint + hint + "HTTP/1.1 200", StringComparison.Ordinal)
                    )
                    {
                        wrong.Enqueue(answer.Raw);
                    }
                }
            }
        );
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Take(5)));
    }

    private async Task<TestGateway> StartAsync(SocketUpstream upstream, string scheme = "http", string protocols = "Http1")
    {
        Dictionary<string, string?> endpoint = new()
        {
            ["Kestrel:Endpoints:A:Url"] = $"{scheme}://127.0.0.1:0",
            ["Kestrel:Endpoints:A:Protocols"] = protocols,
        };
        using TestCertificate? certificate = scheme == "https" ? new TestCertificate(_folder) : null;
        if (certificate is not null)
        {
            endpoint["Kestrel:Endpoints:A:Certificate:Path"] = certificate.CertificatePath;
            endpoint["Kestrel:Endpoints:A:Certificate:KeyPath"] = certificate.KeyPath;
        }

        IConfigurationSection section = new ConfigurationBuilder().AddInMemoryCollection(endpoint).Build().GetSection("Kestrel");
        return await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address, Kestrel = section }
        );
    }

    private static async Task<string> MetricsAsync(TestGateway gateway)
    {
        using HttpClient admin = new() { BaseAddress = gateway.Host.AdminAddress };
        return await admin.GetStringAsync("/metrics");
    }

    /// <summary>Interim responses that an outcome was counted for.</summary>
    private static async Task<int> CountAsync(TestGateway gateway, string outcome)
    {
        Match count = Regex.Match(await MetricsAsync(gateway), $"smg_gateway_interim_responses_total\\{{outcome=\"{outcome}\"\\}} (\\d+)");
        return count.Success ? int.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex("HTTP/1\\.1 \\d\\d\\d ")]
    private static partial Regex StatusLine();
}
