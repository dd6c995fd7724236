using System.Net;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Interim responses (1xx) of an upstream: a client of HTTP/1.1 gets them before the final one, over real sockets.</summary>
[Trait("Category", "Hostile")]
public sealed class InterimTests : InterimGateways
{
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
        "HTTP/1.1 103 Early Hints\r\nConnection: x-hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: 1\r\nTransfer-Encoding: "
            + "chunked\r\nContent-Length: 5\r\nUpgrade: x\r\nX-Request-Id: other\r\nTrailer: a\r\nLink: </a>\r\n\r\n",
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
}
