using System.Net;
using System.Net.Sockets;
using System.Text;
using Smg.Wasm.Contract;

namespace Smg.Gateway.Tests.Proxy;

public sealed class RequestTests
{
    private static readonly ModifyAction Rewrites = new()
    {
        HeadersSet = [new Header("x-one", "1"), new Header("content-length", "999")],
        HeadersRemove = ["x-gone"],
        BodyReplace = "rewritten"u8.ToArray(),
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Target_method_headers_and_body_come_out_as_they_came_in(bool withModule)
    {
        await using TestGateway gateway = await StartAsync(withModule);
        const string Target = "/a%252Fb/%C3%A9/(c)!d?x=%7e&y=1+2%2F";
        byte[] body = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i * 31))];
        string answer = await RawAsync(
            gateway,
            $"PATCH {Target} HTTP/1.1\r\nHost: h\r\nx-bytes: \u00e9\u0080\u00ff\r\nx-twice: a\r\nx-twice: b\r\nContent-Length: "
                + $"{body.Length}\r\nConnection: close\r\n\r\n",
            body
        );
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains($"x-target: {Target}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("x-method: PATCH\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("echo-x-bytes: \u00e9\u0080\u00ff\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("echo-x-twice: a, b\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith(Encoding.Latin1.GetString(body), answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(5_000_000)]
    public async Task A_body_of_any_length_passes_a_module_and_reaches_the_upstream(int length)
    {
        await using TestGateway gateway = await StartAsync(withModule: true);
        byte[] body = new byte[length];
        new Random(length).NextBytes(body);
        using HttpResponseMessage known = await gateway.Client.PostAsync("/", new ByteArrayContent(body));
        Assert.Equal(body, await known.Content.ReadAsByteArrayAsync());
        using HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = new StreamContent(new MemoryStream(body)) };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage chunked = await gateway.Client.SendAsync(request);
        Assert.Equal(body, await chunked.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_rejected_request_does_not_reach_the_upstream()
    {
        await using TestGateway gateway = await StartAsync(withModule: false);
        await gateway.AddAsync(Guests.Rejects);
        using HttpResponseMessage response = await gateway.Client.PostAsync("/v1", new StringContent("x"));
        Assert.Equal((418, 0L, 0), ((int)response.StatusCode, response.Content.Headers.ContentLength, gateway.Upstream.Requests));
        Assert.NotEmpty(response.Headers.GetValues("x-request-id"));
        using HttpResponseMessage again = await gateway.Client.PostAsync("/v1", new StringContent("x"));
        Assert.Equal(418, (int)again.StatusCode);
    }

    [Fact]
    public async Task A_changed_request_has_the_new_headers_the_new_body_and_its_length()
    {
        await using TestGateway gateway = await StartAsync(withModule: false);
        await gateway.AddAsync(ActionGuest.Modify(Rewrites));
        using HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = new StringContent("something much longer than that") };
        request.Headers.Add("x-gone", "1");
        using HttpResponseMessage response = await gateway.Client.SendAsync(request);
        Assert.Equal("rewritten", await response.Content.ReadAsStringAsync());
        Assert.Equal(["1"], response.Headers.GetValues("echo-x-one"));
        Assert.Equal(["9"], response.Headers.GetValues("echo-Content-Length"));
        Assert.False(response.Headers.Contains("echo-x-gone"));

        // The connection is good for another request: the body that was replaced is not left in it.
        using HttpResponseMessage next = await gateway.Client.PostAsync("/", new StringContent("y"));
        Assert.Equal("rewritten", await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_module_may_give_a_body_to_a_request_without_one()
    {
        await using TestGateway gateway = await StartAsync(withModule: false);
        await gateway.AddAsync(ActionGuest.Modify(Rewrites));
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal("rewritten", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_second_module_sees_what_the_first_one_made()
    {
        await using TestGateway gateway = await StartAsync(withModule: false);
        await gateway.AddAsync(ActionGuest.Modify(Rewrites));
        await gateway.AddAsync(Guests.EchoesBody);
        using HttpResponseMessage response = await gateway.Client.PostAsync("/", new StringContent("original"));
        Assert.Equal("rewritten", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_request_id_is_kept_or_given_and_told_to_all()
    {
        await using TestGateway gateway = await StartAsync(withModule: true);
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.Add("x-request-id", "mine-1");
        using HttpResponseMessage kept = await gateway.Client.SendAsync(request);
        Assert.Equal(["mine-1"], kept.Headers.GetValues("x-request-id"));
        Assert.Equal(["mine-1"], kept.Headers.GetValues("echo-x-request-id"));
        using HttpRequestMessage odd = new(HttpMethod.Get, "/");
        odd.Headers.TryAddWithoutValidation("x-request-id", "a b\tc");
        using HttpResponseMessage given = await gateway.Client.SendAsync(odd);
        string id = Assert.Single(given.Headers.GetValues("x-request-id"));
        Assert.Equal(36, id.Length);
        Assert.Equal([id], given.Headers.GetValues("echo-x-request-id"));
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_is_a_502_and_a_slow_one_a_504()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            context => Task.Delay(Eventually.Limit, context.RequestAborted),
            options => options with { UpstreamTimeoutMs = 1_000 }
        );
        using HttpResponseMessage slow = await gateway.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.GatewayTimeout, slow.StatusCode);
        await gateway.Upstream.DisposeAsync();
        using HttpResponseMessage gone = await gateway.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.BadGateway, gone.StatusCode);
        Assert.Contains("upstream_failed", await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<TestGateway> StartAsync(bool withModule)
    {
        TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        if (withModule)
        {
            await gateway.AddAsync(Guests.Continues);
        }

        return gateway;
    }

    private static async Task<string> RawAsync(TestGateway gateway, string head, byte[] body)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Host.Address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head));
        await stream.WriteAsync(body);
        using MemoryStream answer = new();
        await stream.CopyToAsync(answer);
        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
