using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Proxy;
using Smg.Wasm.Contract;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Gateway.Tests.Pipeline;

/// <summary>An application that forwards with YARP and the package's connections, as the gateway does.</summary>
public sealed class ForwardingAppTests
{
    private const string Final = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private const string Hint = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";

    private static readonly (string, string) AtResponse = ("AttachPoints", "OnResponse");

    [Fact]
    public async Task An_early_hint_reaches_the_client_before_the_final_response()
    {
        using SemaphoreSlim goOn = new(0);
        using SocketUpstream upstream = new(async request =>
        {
            await request.SendAsync(Hint);
            await goOn.WaitAsync().EndsAsync();
            await request.SendAsync(Final);
        });
        await using TestApp app = await StartAsync(new TestApp(), upstream.Address);
        using RawClient client = await RawClient.ConnectAsync(app.Address);
        for (int i = 0; i < 2; i++)
        {
            await client.SendAsync("GET /a HTTP/1.1\r\nHost: h\r\nx-request-id: id\r\n\r\n");
            Assert.Equal("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nx-request-id: id\r\n\r\n", await client.ReadHeadAsync());
            goOn.Release();
            RawAnswer answer = await client.ReadAnswerAsync("GET");
            Assert.Equal((200, "hi", null), (answer.Status, answer.Body, answer.Fault));
        }
    }

    [Fact]
    public async Task Where_modules_see_the_response_the_client_gets_no_hint_before_it()
    {
        using SocketUpstream upstream = new(request => request.SendAsync(Hint + Final));
        TestApp made = new TestApp().With("passes", new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes"), AtResponse);
        await using TestApp app = await StartAsync(made, upstream.Address);
        string answer = await RawUpstream.SendAsync(app.Address, "");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("hi", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HEAD_gets_504_where_the_final_response_does_not_follow_a_hint(bool hasModule)
    {
        using SocketUpstream upstream = new(request => request.SendAsync(Hint));
        TestApp made = new();
        if (hasModule)
        {
            made.With("passes", new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes"), AtResponse);
        }

        await using TestApp app = await StartAsync(made, upstream.Address, TimeSpan.FromMilliseconds(50));
        string answer = await RawUpstream.SendRawAsync(app.Address, "HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.Matches("^(HTTP/1.1 103 [^\r]*\r\n([^\r]+\r\n)+\r\n)?HTTP/1.1 504 ", answer);
        Assert.Contains("x-request-id: ", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\nonly this")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nonly ")]
    public async Task A_body_that_breaks_off_gives_502_while_a_module_waits_for_it_and_is_cut_where_the_client_has_a_part(string rest)
    {
        byte[] bytes = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Of-It: 1\r\n{rest}");
        using RawUpstream upstream = RawUpstream.Answering(bytes);
        TestApp made = new TestApp().With("redact", ActionGuest.Modify(new ModifyAction()), AtResponse);
        await using TestApp waiting = await StartAsync(made, upstream.Address);
        string answer = await RawUpstream.SendAsync(waiting.Address, "");
        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.Contains("upstream_failed", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Of-It", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("only", answer, StringComparison.Ordinal);
        Assert.Contains("x-request-id: ", answer, StringComparison.OrdinalIgnoreCase);

        await using TestApp plain = await StartAsync(new TestApp(), upstream.Address);
        using HttpClient client = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(plain.Address));
    }

    [Fact]
    public async Task A_body_that_breaks_off_gives_502_to_a_client_of_HTTP_2_too_and_resets_its_stream_where_it_has_a_part()
    {
        using RawUpstream upstream = RawUpstream.Answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"u8.ToArray());
        using HttpClient client = new()
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        TestApp made = new TestApp().With("redact", ActionGuest.Modify(new ModifyAction()), AtResponse);
        await using TestApp waiting = await StartAsync(made, upstream.Address, more: SpeakHttp2);
        using HttpResponseMessage answer = await client.GetAsync(waiting.Address);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        await using TestApp plain = await StartAsync(new TestApp(), upstream.Address, more: SpeakHttp2);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(plain.Address));

        static void SpeakHttp2(WebApplicationBuilder builder) =>
            builder.WebHost.ConfigureKestrel(kestrel =>
                kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2)
            );
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_cut_where_modules_see_the_head_alone()
    {
        using RawUpstream upstream = RawUpstream.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nonly "u8.ToArray());
        TestApp made = new TestApp().With(
            "head",
            new WatGuest { OnResponse = WatGuest.Continue }.ToModule("head"),
            AtResponse,
            ("NeedsBody", "false")
        );
        await using TestApp app = await StartAsync(made, upstream.Address);
        using HttpClient client = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(app.Address));
    }

    [Fact]
    public async Task A_module_that_answered_without_the_body_is_heard_whole_though_the_body_breaks_off()
    {
        byte[] bytes = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n{new string('x', 200_000)}");
        using RawUpstream upstream = RawUpstream.Answering(bytes);
        TestApp made = new TestApp().With("guard", ActionGuest.Reject(451), AtResponse, ("NeedsBody", "false"));
        await using TestApp app = await StartAsync(made, upstream.Address);
        Assert.StartsWith("HTTP/1.1 451 ", await RawUpstream.SendAsync(app.Address, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destination_that_falls_silent_inside_of_a_body_gives_504_while_a_module_waits_for_it()
    {
        using SocketUpstream upstream = new(request => request.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"));
        TestApp made = new TestApp().With("redact", ActionGuest.Modify(new ModifyAction()), AtResponse);
        ForwarderRequestConfig impatient = new() { ActivityTimeout = TimeSpan.FromMilliseconds(100) };
        await using TestApp app = await StartAsync(made, upstream.Address, request: impatient);
        Assert.StartsWith("HTTP/1.1 504 ", await RawUpstream.SendAsync(app.Address, ""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Post")]
    [InlineData("delete")]
    [InlineData("FOO")]
    public async Task A_method_goes_on_as_it_came(string method)
    {
        using RawUpstream upstream = RawUpstream.Start("");
        await using TestApp app = await StartAsync(new TestApp(), upstream.Address);
        string answer = await RawUpstream.SendRawAsync(
            app.Address,
            $"{method} /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}"
        );
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.StartsWith($"{method} /a HTTP/1.1\r\n", upstream.Received, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{}", upstream.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_in_another_case_is_refused_where_the_connection_speaks_HTTP_2_alone()
    {
        using RawUpstream upstream = RawUpstream.Start("");
        ForwarderRequestConfig two = new() { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await using TestApp app = await StartAsync(new TestApp(), upstream.Address, request: two);
        string answer = await RawUpstream.SendRawAsync(app.Address, "delete /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 501 ", answer, StringComparison.Ordinal);
        Assert.Equal("", upstream.Received);
    }

    [Fact]
    public async Task Max_Forwards_is_counted_down_and_ends_a_request_at_0()
    {
        using RawUpstream upstream = RawUpstream.Start("");
        await using TestApp app = await StartAsync(new TestApp(), upstream.Address);
        await SendAsync("OPTIONS", 3);
        Assert.Contains("\r\nMax-Forwards: 2\r\n", upstream.Received, StringComparison.OrdinalIgnoreCase);
        string received = upstream.Received;
        Assert.StartsWith("HTTP/1.1 200 ", await SendAsync("OPTIONS", 0), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 405 ", await SendAsync("TRACE", 0), StringComparison.Ordinal);
        Assert.Equal(received, upstream.Received);
        await SendAsync("GET", 0);
        Assert.Contains("\r\nMax-Forwards: 0\r\n", upstream.Received, StringComparison.OrdinalIgnoreCase);

        Task<string> SendAsync(string method, int left) =>
            RawUpstream.SendRawAsync(app.Address, $"{method} /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nMax-Forwards: {left}\r\n\r\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Header_bytes_go_on_as_they_came(bool hasGatewayDefaults)
    {
        // Without the defaults Kestrel refuses what is not UTF-8.
        string bytes = hasGatewayDefaults ? "caf\u00e9" : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("caf\u00e9 \u65e5"));
        using RawUpstream upstream = RawUpstream.Start($"X-Kept: {bytes}\r\n");
        await using TestApp app = await StartAsync(
            new TestApp(),
            upstream.Address,
            more: builder =>
            {
                if (hasGatewayDefaults)
                {
                    builder.WebHost.UseSmgGatewayDefaults();
                }
            }
        );
        string answer = await RawUpstream.SendAsync(app.Address, $"X-Sent: {bytes}\r\n");
        Assert.Contains($"X-Kept: {bytes}\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"X-Sent: {bytes}\r\n", upstream.Received, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_handler_of_a_cluster_is_the_applications_to_change_and_one_that_would_undo_it_is_refused()
    {
        using RawUpstream upstream = RawUpstream.Start("");
        List<string> clusters = [];
        await using TestApp app = await new TestApp().StartAsync(
            app => app.MapReverseProxy(),
            services: builder =>
                new ProxyRoute(upstream.Address).AddTo(builder).AddWasmForwarding((context, _) => clusters.Add(context.ClusterId))
        );
        Assert.Equal(["up"], clusters);

        TestApp undone = new();
        InvalidOperationException refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() =>
            undone.StartAsync(
                app => app.MapReverseProxy(),
                services: builder => new ProxyRoute(upstream.Address).AddTo(builder).AddWasmForwarding().ConfigureHttpClient((_, _) => { })
            )
        );
        Assert.Contains("AddWasmForwarding(configure)", refused.GetBaseException().Message, StringComparison.Ordinal);
        refused = Assert.Throws<InvalidOperationException>(() =>
            new ServiceCollection().AddReverseProxy().ConfigureHttpClient((_, _) => { }).AddWasmForwarding()
        );
        Assert.Contains("AddWasmForwarding(configure)", refused.Message, StringComparison.Ordinal);
        await undone.DisposeAsync();
    }

    private static Task<TestApp> StartAsync(
        TestApp made,
        Uri destination,
        TimeSpan? headInterim = null,
        ForwarderRequestConfig? request = null,
        Action<WebApplicationBuilder>? more = null
    ) =>
        made.StartAsync(
            app => app.MapReverseProxy(),
            services: builder =>
            {
                more?.Invoke(builder);
                new ProxyRoute(destination) { Request = request }
                    .AddTo(builder)
                    .AddWasmForwarding();
                if (headInterim is { } timeout)
                {
                    builder.Services.AddSingleton(new ForwardingSettings(Configure: null) { HeadInterimTimeout = timeout });
                }
            }
        );
}
