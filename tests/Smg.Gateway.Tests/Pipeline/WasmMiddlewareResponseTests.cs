using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Smg.Wasm.Contract;

namespace Smg.Gateway.Tests.Pipeline;

/// <summary>What modules do to responses of any endpoint.</summary>
public sealed class WasmMiddlewareResponseTests
{
    private const string OnResponse = "OnResponse";

    private static readonly (string, string) AtResponse = ("AttachPoints", OnResponse);

    [Theory]
    [InlineData("write")]
    [InlineData("writer")]
    [InlineData("stream")]
    [InlineData("flushes")]
    [InlineData("file")]
    public async Task A_module_gets_the_response_whole_however_the_endpoint_writes_it(string how)
    {
        await using TestApp app = await new TestApp()
            .With("redact", ActionGuest.Modify(new ModifyAction { BodyReplace = "redacted"u8.ToArray() }), AtResponse)
            .StartAsync(app => app.MapGet("/", context => WriteAsync(context, how)));
        using HttpResponseMessage response = await app.Client.GetAsync("/");
        Assert.Equal("redacted", await response.Content.ReadAsStringAsync());
        Assert.Equal(8, response.Content.Headers.ContentLength);
        Assert.Equal("kept", response.Headers.GetValues("x-endpoint").Single());
    }

    [Theory]
    [InlineData("write")]
    [InlineData("writer")]
    [InlineData("stream")]
    [InlineData("flushes")]
    [InlineData("file")]
    public async Task A_response_that_a_module_lets_pass_is_the_endpoints_byte_for_byte(string how)
    {
        foreach (string needsBody in new[] { "true", "false" })
        {
            await using TestApp app = await new TestApp()
                .With("passes", new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes"), AtResponse, ("NeedsBody", needsBody))
                .StartAsync(app => app.MapGet("/", context => WriteAsync(context, how)));
            using HttpResponseMessage response = await app.Client.GetAsync("/");
            Assert.Equal(Text, await response.Content.ReadAsStringAsync());
            Assert.Equal("kept", response.Headers.GetValues("x-endpoint").Single());
        }
    }

    [Fact]
    public async Task A_rejected_response_keeps_nothing_of_the_endpoints()
    {
        await using TestApp app = await new TestApp()
            .With("guard", ActionGuest.Reject(451), AtResponse)
            .StartAsync(app =>
                app.MapGet(
                    "/",
                    async context =>
                    {
                        context.Response.Cookies.Append("secret", "1");
                        context.Response.Headers["x-secret"] = "1";
                        await context.Response.WriteAsync("secret");
                    }
                )
            );
        using HttpResponseMessage response = await app.Client.GetAsync("/");
        Assert.Equal(451, (int)response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("x-secret"));
        Assert.False(response.Headers.Contains("set-cookie"));
    }

    [Fact]
    public async Task Statuses_without_a_body_and_HEAD_go_through_modules_too()
    {
        await using TestApp app = await new TestApp()
            .With("marks", ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-seen", "1")] }), AtResponse)
            .StartAsync(app =>
            {
                app.MapGet("/none", () => Results.NoContent());
                app.MapMethods("/text", ["GET", "HEAD"], () => "text");
            });
        using HttpResponseMessage none = await app.Client.GetAsync("/none");
        Assert.Equal(HttpStatusCode.NoContent, none.StatusCode);
        Assert.Equal("1", none.Headers.GetValues("x-seen").Single());
        using HttpRequestMessage request = new(HttpMethod.Head, "/text");
        using HttpResponseMessage head = await app.Client.SendAsync(request);
        Assert.Equal("1", head.Headers.GetValues("x-seen").Single());
        using HttpResponseMessage missing = await app.Client.GetAsync("/missing");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("1", missing.Headers.GetValues("x-seen").Single());
    }

    [Fact]
    public async Task An_endpoint_that_throws_is_answered_by_whoever_handles_exceptions_also_after_it_has_written()
    {
        foreach (bool writes in new[] { false, true })
        {
            await using TestApp app = await new TestApp()
                .With("passes", new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes"), AtResponse)
                .StartAsync(
                    app =>
                        app.MapGet(
                            "/",
                            async context =>
                            {
                                context.Response.Headers["x-half"] = "1";
                                await (writes ? context.Response.WriteAsync("half an answer") : Task.CompletedTask);
                                throw new InvalidOperationException("broken");
                            }
                        ),
                    before: app => app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("handled")))
                );
            using HttpResponseMessage response = await app.Client.GetAsync("/");
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.Equal("handled", await response.Content.ReadAsStringAsync());
            Assert.False(response.Headers.Contains("x-half"));
        }
    }

    [Fact]
    public async Task An_answer_that_is_too_long_for_a_closed_module_is_refused_and_passes_an_open_one()
    {
        foreach ((string policy, int status) in new[] { ("Closed", 502), ("Open", 200) })
        {
            TestApp made = new TestApp().With(
                "looks",
                new WatGuest { OnResponse = WatGuest.Continue }.ToModule("looks"),
                AtResponse,
                ("FailurePolicy", policy)
            );
            made.Settings["Runtime:MaxBodySize"] = "65536";
            await using TestApp app = await made.StartAsync(app =>
                app.MapGet(
                    "/",
                    async context =>
                    {
                        for (int i = 0; i < 40; i++)
                        {
                            await context.Response.WriteAsync(new string('x', 10_000));
                        }
                    }
                )
            );
            using HttpResponseMessage response = await app.Client.GetAsync("/");
            Assert.Equal(status == 200, response.IsSuccessStatusCode);
            Assert.InRange((int)response.StatusCode, status == 200 ? 200 : 500, status == 200 ? 200 : 599);
            Assert.Equal(status == 200 ? 400_000 : 0, (await response.Content.ReadAsStringAsync()).Count(letter => letter == 'x'));
        }
    }

    [Fact]
    public async Task Compressed_responses_of_the_application_are_decoded_for_modules()
    {
        await using TestApp app = await new TestApp()
            .With("passes", new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes"), AtResponse)
            .StartAsync(
                app =>
                {
                    app.UseResponseCompression();
                    app.MapGet("/", () => new string('x', 5_000));
                },
                services: builder => builder.Services.AddResponseCompression()
            );
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.Add("Accept-Encoding", "gzip");
        using HttpResponseMessage response = await app.Client.SendAsync(request);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Equal(new string('x', 5_000), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Events_go_through_modules_one_by_one_while_the_endpoint_writes()
    {
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestApp app = await new TestApp()
            .With("looks", EventGuest.First(EventGuest.Drop).ToModule("looks"), ("AttachPoints", "OnEvent"))
            .StartAsync(app =>
                app.MapGet(
                    "/",
                    async context =>
                    {
                        context.Response.ContentType = "text/event-stream";
                        await context.Response.WriteAsync("data: dropped\n\ndata: one\n\n");
                        await context.Response.Body.FlushAsync();
                        await first.Task;
                        await context.Response.WriteAsync("data: two\n\n");
                    }
                )
            );
        using HttpResponseMessage response = await app.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        Assert.Equal("data: one", await reader.ReadLineAsync().EndsAsync());
        first.SetResult();
        Assert.Contains("data: two", await reader.ReadToEndAsync().EndsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_a_closed_module_cannot_see_is_refused()
    {
        await using TestApp app = await new TestApp()
            .With("whole", new WatGuest { OnResponse = WatGuest.Continue }.ToModule("whole"), AtResponse)
            .StartAsync(app =>
                app.MapGet(
                    "/",
                    async context =>
                    {
                        context.Response.ContentType = "text/event-stream";
                        context.Response.Headers["x-secret"] = "1";
                        await context.Response.WriteAsync("data: secret\n\n");
                    }
                )
            );
        using HttpResponseMessage response = await app.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.False(response.Headers.Contains("x-secret"));
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Reject", false)]
    [InlineData("Pass", true)]
    public async Task A_websocket_opens_only_where_no_module_must_see_the_response(string onStream, bool opens)
    {
        await using TestApp app = await new TestApp()
            .With("whole", new WatGuest { OnResponse = WatGuest.Continue }.ToModule("whole"), AtResponse, ("OnStream", onStream))
            .StartAsync(app =>
            {
                app.UseWebSockets();
                app.Run(async context =>
                {
                    if (!context.WebSockets.IsWebSocketRequest)
                    {
                        context.Response.StatusCode = 400;
                        return;
                    }

                    using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
                    await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, context.RequestAborted);
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
                });
            });
        using ClientWebSocket client = new();
        Uri address = new UriBuilder(app.Address) { Scheme = "ws" }.Uri;
        if (!opens)
        {
            await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync(address, CancellationToken.None));
            return;
        }

        await client.ConnectAsync(address, CancellationToken.None).EndsAsync();
        byte[] buffer = new byte[16];
        WebSocketReceiveResult received = await client.ReceiveAsync(buffer, CancellationToken.None).EndsAsync();
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, received.Count));
    }

    private static string Text { get; } = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"line {i}\n"));

    private static async Task WriteAsync(HttpContext context, string how)
    {
        context.Response.Headers["x-endpoint"] = "kept";
        context.Response.ContentType = "text/plain";
        byte[] bytes = Encoding.UTF8.GetBytes(Text);
        switch (how)
        {
            case "write":
                await context.Response.WriteAsync(Text);
                break;
            case "writer":
                for (int at = 0; at < bytes.Length; at += 1_000)
                {
                    int count = Math.Min(1_000, bytes.Length - at);
                    bytes.AsSpan(at, count).CopyTo(context.Response.BodyWriter.GetSpan(count));
                    context.Response.BodyWriter.Advance(count);
                }

                break;
            case "stream":
                await context.Response.Body.WriteAsync(bytes);
                break;
            case "flushes":
                await context.Response.StartAsync();
                for (int at = 0; at < bytes.Length; at += 1_000)
                {
                    await context.Response.Body.WriteAsync(bytes.AsMemory(at, Math.Min(1_000, bytes.Length - at)));
                    await context.Response.Body.FlushAsync();
                }

                await context.Response.CompleteAsync();
                break;
            default:
                string file = Path.GetTempFileName();
                await File.WriteAllBytesAsync(file, bytes);
                await context.Response.SendFileAsync(file);
                File.Delete(file);
                break;
        }
    }
}
