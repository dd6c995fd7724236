using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>WebSockets, whose handshake modules see and whose bytes they do not; over HTTP/1.1 and HTTP/2 on either hand.</summary>
public sealed class WebSocketTests
{
    /// <summary>The versions of client and upstream.</summary>
    public static TheoryData<int, int> Versions =>
        new()
        {
            { 1, 1 },
            { 1, 2 },
            { 2, 1 },
            { 2, 2 },
        };

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Bytes_pass_both_ways_after_a_handshake_that_modules_accept(int client, int upstream)
    {
        await using TestGateway gateway = await StartAsync(client, upstream);
        await gateway.AddAsync(Guests.EchoesBody);
        await gateway.AddAsync(ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-module", "seen")] }, "marks"));
        using ClientWebSocket socket = new();
        await ConnectAsync(gateway, socket, client);
        Assert.Equal(
            "HTTP/" + (upstream == 1 ? "1.1" : "2") + " seen /a?b=c",
            System.Text.Encoding.UTF8.GetString(await ReadAsync(socket))
        );
        byte[] sent = new byte[300_000];
        Random.Shared.NextBytes(sent);
        await socket.SendAsync(sent, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).EndsAsync();
        Assert.Equal(sent, await ReadAsync(socket));
        await socket.CloseAsync((WebSocketCloseStatus)4321, "over", CancellationToken.None).EndsAsync();
        Assert.Equal(((WebSocketCloseStatus?)4321, "over"), (socket.CloseStatus, socket.CloseStatusDescription));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_module_rejects_a_handshake(int client, int upstream)
    {
        await using TestGateway gateway = await StartAsync(client, upstream);
        await gateway.AddAsync(Guests.RejectsWith(401));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync(gateway, client));
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task It_is_a_stream_to_modules_that_look_at_responses(int client, int upstream)
    {
        foreach (StreamPolicy policy in new[] { StreamPolicy.Reject, StreamPolicy.Buffer, StreamPolicy.Pass })
        {
            await using TestGateway gateway = await StartAsync(client, upstream);
            await gateway.AddAsync(
                Guests.EchoesBody,
                new ModuleRegistration("echo", [AttachPoint.OnResponse]) { OnStream = policy, DryRun = false }
            );
            if (policy == StreamPolicy.Pass)
            {
                using ClientWebSocket socket = new();
                await ConnectAsync(gateway, socket, client);
                Assert.NotEmpty(await ReadAsync(socket));
                Assert.Contains(
                    "smg_gateway_module_skips_total{module=\"echo\",reason=\"stream\"} 1\n",
                    await gateway.MetricsAsync(),
                    StringComparison.Ordinal
                );
            }
            else
            {
                Assert.Equal(HttpStatusCode.BadGateway, await RefusedAsync(gateway, client));
            }
        }
    }

    private static Task<TestGateway> StartAsync(int client, int upstream)
    {
        Dictionary<string, string?> listener = new()
        {
            ["Kestrel:Endpoints:A:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:A:Protocols"] = client == 1 ? "Http1" : "Http2",
        };
        return TestGateway.StartAsync(
            ServeAsync,
            options =>
                options with
                {
                    Kestrel = new ConfigurationBuilder().AddInMemoryCollection(listener).Build().GetSection("Kestrel"),
                    UpstreamVersion = upstream == 1 ? HttpVersion.Version11 : HttpVersion.Version20,
                },
            protocols: upstream == 1 ? HttpProtocols.Http1 : HttpProtocols.Http2
        );
    }

    /// <summary>Says how it was asked, then sends all messages back.</summary>
    private static async Task ServeAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        string asked =
            $"{context.Request.Protocol} {context.Request.Headers["x-module"]} {context.Request.Path}{context.Request.QueryString}";
        await socket.SendAsync(
            System.Text.Encoding.UTF8.GetBytes(asked),
            WebSocketMessageType.Text,
            endOfMessage: true,
            context.RequestAborted
        );
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            ValueWebSocketReceiveResult read = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, read.Count), read.MessageType, read.EndOfMessage, context.RequestAborted);
        }
    }

    private static async Task ConnectAsync(TestGateway gateway, ClientWebSocket socket, int version)
    {
        using HttpMessageInvoker client = new(new SocketsHttpHandler());
        socket.Options.HttpVersion = version == 1 ? HttpVersion.Version11 : HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        await socket
            .ConnectAsync(
                new UriBuilder(new Uri(gateway.Host.Address, "/a?b=c")) { Scheme = "ws" }.Uri,
                version == 1 ? null : client,
                CancellationToken.None
            )
            .EndsAsync();
    }

    /// <returns>The status of a handshake that must fail.</returns>
    private static async Task<HttpStatusCode> RefusedAsync(TestGateway gateway, int version)
    {
        using ClientWebSocket socket = new();
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(gateway, socket, version));
        return socket.HttpStatusCode;
    }

    private static async Task<byte[]> ReadAsync(ClientWebSocket socket)
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult read;
        do
        {
            read = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().EndsAsync();
            message.Write(buffer.AsSpan(0, read.Count));
        } while (!read.EndOfMessage);
        return message.ToArray();
    }
}
