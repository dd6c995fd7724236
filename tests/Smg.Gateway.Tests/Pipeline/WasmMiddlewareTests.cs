using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Contract;

namespace Smg.Gateway.Tests.Pipeline;

/// <summary>What modules do to requests of any endpoint.</summary>
public sealed class WasmMiddlewareTests
{
    [Fact]
    public async Task A_module_rejects_before_the_endpoint()
    {
        bool reached = false;
        await using TestApp app = await new TestApp()
            .With("auth", Guests.RejectsWith(401))
            .StartAsync(app => app.MapGet("/", () => reached = true));
        using HttpResponseMessage response = await app.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(reached);
    }

    [Fact]
    public async Task An_endpoint_reads_the_body_that_a_module_let_pass_and_one_that_it_replaced()
    {
        await using TestApp app = await new TestApp()
            .With("passes", Guests.Continues)
            .StartAsync(app =>
                app.MapPost(
                    "/",
                    async context =>
                    {
                        using StreamReader reader = new(context.Request.Body);
                        await context.Response.WriteAsync(await reader.ReadToEndAsync());
                    }
                )
            );
        string large = new('x', 300_000);
        Assert.Equal(large, await PostAsync(app, large));
        await using TestApp other = await new TestApp()
            .With("replaces", ActionGuest.Modify(new ModifyAction { BodyReplace = "short"u8.ToArray() }))
            .StartAsync(app =>
                app.MapPost(
                    "/",
                    async context =>
                    {
                        using StreamReader reader = new(context.Request.Body);
                        await context.Response.WriteAsync($"{context.Request.ContentLength}:{await reader.ReadToEndAsync()}");
                    }
                )
            );
        Assert.Equal("5:short", await PostAsync(other, large));
    }

    [Fact]
    public async Task An_endpoint_reads_a_body_that_a_middleware_before_has_replaced()
    {
        await using TestApp app = await new TestApp()
            .With("passes", Guests.Continues)
            .StartAsync(
                app =>
                    app.MapPost(
                        "/",
                        async context =>
                        {
                            using StreamReader reader = new(context.Request.Body);
                            await context.Response.WriteAsync(await reader.ReadToEndAsync());
                        }
                    ),
                before: app =>
                    app.Use(next =>
                        context =>
                        {
                            context.Request.Body = new MemoryStream("replaced before"u8.ToArray());
                            context.Request.ContentLength = null;
                            return next(context);
                        }
                    )
            );
        Assert.Equal("replaced before", await PostAsync(app, "sent"));
    }

    [Fact]
    public async Task Twenty_requests_at_once_each_get_their_own_answer()
    {
        await using TestApp app = await new TestApp()
            .With("passes", new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes"), ("AttachPoints", "OnRequest, OnResponse"))
            .StartAsync(app =>
                app.MapPost(
                    "/",
                    async context =>
                    {
                        using StreamReader reader = new(context.Request.Body);
                        string text = await reader.ReadToEndAsync();
                        for (int at = 0; at < text.Length; at += 7_000)
                        {
                            await context.Response.WriteAsync(text[at..Math.Min(text.Length, at + 7_000)]);
                            await Task.Yield();
                        }
                    }
                )
            );
        string[] sent = [.. Enumerable.Range(0, 20).Select(i => new string((char)('a' + i), 200_000 + i))];
        string[] got = await Task.WhenAll(sent.Select(text => PostAsync(app, text)));
        Assert.Equal(sent, got);
    }

    [Theory]
    [InlineData("/a/../admin", "/admin")]
    [InlineData("/%61dmin", "/admin")]
    [InlineData("/admin/./x", "/admin/x")]
    public async Task The_endpoint_and_the_modules_see_one_path(string sent, string seen)
    {
        await using TestApp app = await new TestApp()
            .With("passes", Guests.Continues)
            .StartAsync(app =>
                app.Run(context =>
                    context.Response.WriteAsync($"{context.Request.Path}|{context.Features.GetRequiredFeature<RequestTarget>().Path}")
                )
            );
        string answer = await RawAsync(app, $"GET {sent} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.Contains($"{seen}|{seen}", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/100%25", "/100%", "/100%25")]
    [InlineData("/%2541", "/%41", "/%2541")]
    [InlineData("/caf%C3%A9", "/caf\u00e9", "/caf%C3%A9")]
    public async Task A_path_is_decoded_once(string sent, string endpoint, string module)
    {
        await using TestApp app = await new TestApp()
            .With("passes", Guests.Continues)
            .StartAsync(app =>
                app.Run(context =>
                    context.Response.WriteAsync($"{context.Request.Path.Value}|{context.Features.GetRequiredFeature<RequestTarget>().Path}")
                )
            );
        Assert.Contains(
            $"{endpoint}|{module}",
            await RawAsync(app, $"GET {sent} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Headers_beyond_ASCII_are_the_same_text_for_endpoint_module_and_client()
    {
        ModifyAction marks = new() { HeadersSet = [new Header("x-mark", "caf\u00e9 \u65e5")] };
        await using TestApp app = await new TestApp()
            .With("marks", ActionGuest.Modify(marks), ("AttachPoints", "OnRequest, OnResponse"))
            .StartAsync(app => app.Run(context => context.Response.WriteAsync($"[{context.Request.Headers["x-mark"]}]")));
        string answer = await RawAsync(app, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.Contains("[caf\u00e9 \u65e5]", answer, StringComparison.Ordinal);
        Assert.Contains("x-mark: caf\u00e9 \u65e5", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/a%2fb")]
    [InlineData("//admin")]
    [InlineData("/a\\b")]
    [InlineData("/a/..%2fadmin")]
    public async Task A_path_that_servers_read_differently_is_refused(string sent)
    {
        await using TestApp app = await new TestApp().StartAsync(app => app.Run(context => context.Response.WriteAsync("reached")));
        string answer = await RawAsync(app, $"GET {sent} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merged_slashes_are_what_the_endpoint_gets_and_a_route_that_was_chosen_before_is_refused()
    {
        TestApp made = new();
        made.Settings["Targets:DoubleSlash"] = "Merge";
        await using TestApp app = await made.StartAsync(app => app.Run(context => context.Response.WriteAsync(context.Request.Path)));
        Assert.Contains(
            "\n/a/b\r\n",
            await RawAsync(app, "GET /a//b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
            StringComparison.Ordinal
        );
        TestApp routed = new();
        routed.Settings["Targets:DoubleSlash"] = "Merge";
        await using TestApp other = await routed.StartAsync(
            app => app.MapGet("/{**rest}", (string? rest) => "reached"),
            before: app => app.UseRouting()
        );
        Assert.StartsWith(
            "HTTP/1.1 400",
            await RawAsync(other, "GET /a//b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
            StringComparison.Ordinal
        );
    }

    private static async Task<string> PostAsync(TestApp app, string text)
    {
        using HttpResponseMessage response = await app.Client.PostAsync("/", new StringContent(text));
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<string> RawAsync(TestApp app, string request)
    {
        using System.Net.Sockets.TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, app.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using StreamReader reader = new(client.GetStream());
        return await reader.ReadToEndAsync().EndsAsync();
    }
}
