using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Smg.Gateway.Tests.Access;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Access;

namespace Smg.Gateway.Tests;

/// <summary>What still runs when a gateway stops.</summary>
public sealed class DrainTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task Streams_that_outlast_the_time_to_drain_are_cut_and_logged(int drainMs)
    {
        using TestLog log = new();
        using TestOutput output = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            EndlessAsync,
            options =>
                options with
                {
                    DrainTimeoutMs = drainMs,
                    AccessLog = new AccessLogOptions { Output = output, Format = AccessLogFormat.Json },
                },
            log
        );
        using ClientWebSocket socket = new();
        await socket
            .ConnectAsync(new UriBuilder(gateway.Host.Address) { Scheme = "ws", Path = "/socket" }.Uri, CancellationToken.None)
            .EndsAsync();
        using HttpResponseMessage stream = await gateway.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await stream.Content.ReadAsStreamAsync());
        Assert.Equal("data: 1", await reader.ReadLineAsync().EndsAsync());

        await gateway.Host.StopAsync().EndsAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => reader.ReadToEndAsync().EndsAsync());
        await Assert.ThrowsAnyAsync<WebSocketException>(() =>
            socket.ReceiveAsync(new byte[16].AsMemory(), CancellationToken.None).AsTask().EndsAsync()
        );

        // The server waits for the ends of requests that it cut no longer than a second.
        await Eventually.UntilAsync(() => log.Lines("Cut").Length == 2);
        string[] cut = log.Lines("Cut");
        Assert.Contains(cut, line => line.Contains("(GET /stream) was cut off", StringComparison.Ordinal));
        Assert.Contains(cut, line => line.Contains("(GET /socket) was cut off", StringComparison.Ordinal));
        Assert.Empty(log.Lines("RequestFailed"));
        await Eventually.UntilAsync(() => output.Lines.Length == 2);
        Assert.Equal(
            ["/socket", "/stream"],
            output
                .Lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))
                .Where(line => line.GetProperty("cut").GetBoolean())
                .Select(line => line.GetProperty("path").GetString()!)
                .Order()
        );
    }

    [Fact]
    public async Task What_ends_within_the_time_to_drain_is_whole_and_not_logged()
    {
        using TestLog log = new();
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await TestGateway.StartAsync(
            async context =>
            {
                arrived.SetResult();
                await answer.Task;
                await context.Response.WriteAsync("whole");
            },
            loggers: log
        );
        Task<string> request = gateway.Client.GetStringAsync("/");
        await arrived.Task.EndsAsync();
        Task stop = gateway.Host.StopAsync();
        answer.SetResult();
        Assert.Equal("whole", await request.EndsAsync());
        await stop.EndsAsync();
        Assert.Empty(log.Lines("Cut"));
    }

    [Fact]
    public async Task A_drain_that_nobody_wants_to_wait_for_ends_at_once()
    {
        using TestLog log = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            EndlessAsync,
            options => options with { DrainTimeoutMs = 3_600_000 },
            log
        );
        using HttpResponseMessage stream = await gateway.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);
        Task stop = gateway.Host.StopAsync();
        Assert.False(stop.IsCompleted);
        gateway.Host.EndDrain();
        await stop.EndsAsync();
        await Eventually.UntilAsync(() => log.Lines("Cut").Length == 1);
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: 1\n\n");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
