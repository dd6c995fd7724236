using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Smg.Wasm.Contract;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>An upstream that speaks HTTP/2 alone.</summary>
public sealed class UpstreamVersionTests
{
    [Fact]
    public async Task An_upstream_over_HTTP_2_gets_requests_and_answers_through_modules()
    {
        await using TestGateway gateway = await StartAsync(EchoProtocolAsync);
        await gateway.AddAsync(Guests.EchoesBody);
        await gateway.AddAsync(
            ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-module", "seen")] }, "marks"),
            AttachPoint.OnResponse
        );
        using HttpRequestMessage request = new(HttpMethod.Put, "/a%20b?c=%2f") { Content = new ByteArrayContent(new byte[300_000]) };
        request.Headers.Add("x-odd", "\u00e4");
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(300_000, (await answer.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal(
            ("HTTP/2", "PUT", "/a%20b?c=%2f", "\u00e4", "seen"),
            (One("x-protocol"), One("x-method"), One("x-target"), One("echo-x-odd"), One("x-module"))
        );

        string One(string name) => Assert.Single(answer.Headers.GetValues(name));
    }

    [Fact]
    public async Task Its_streams_arrive_as_they_come()
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await seen.Task;
            await context.Response.WriteAsync("data: 2\n\n");
        });
        using HttpResponseMessage answer = await gateway.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("data: 1", await reader.ReadLineAsync().EndsAsync());
        seen.SetResult();
        Assert.Equal("\ndata: 2\n\n", await reader.ReadToEndAsync().EndsAsync());
    }

    [Fact]
    public async Task Its_readiness_is_asked_over_HTTP_2_too()
    {
        await using TestGateway gateway = await StartAsync(
            TestUpstream.EchoAsync,
            options => options with { ReadyUpstreamPath = "/health" }
        );
        using HttpClient admin = new() { BaseAddress = gateway.Host.AdminAddress };
        Assert.Equal("{\"status\":\"ready\"}", await (await admin.GetAsync("/ready")).Content.ReadAsStringAsync());

        // A server refuses another version before its application sees the request.
        Assert.Equal(1, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task An_upstream_that_does_not_speak_it_is_502()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { UpstreamVersion = HttpVersion.Version20 }
        );
        using HttpResponseMessage answer = await gateway.Client.GetAsync("/").EndsAsync();
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    private static Task<TestGateway> StartAsync(RequestDelegate upstream, Func<GatewayOptions, GatewayOptions>? configure = null) =>
        TestGateway.StartAsync(
            upstream,
            options => (configure?.Invoke(options) ?? options) with { UpstreamVersion = HttpVersion.Version20 },
            protocols: HttpProtocols.Http2
        );

    private static Task EchoProtocolAsync(HttpContext context)
    {
        context.Response.Headers["x-protocol"] = context.Request.Protocol;
        return TestUpstream.EchoAsync(context);
    }
}
