using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Events;

/// <summary>Streams whose events modules look at, over real sockets.</summary>
public sealed class EventStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_secret_is_redacted_however_the_stream_is_cut_also_where_two_events_share_it(int piece)
    {
        byte[] stream =
        [
            .. "data: a secret\r\n\r\n: secret comment\n\ndata: ab sec\n\n"u8,
            .. "data: ret cd\n\nid: 1\rdata: untouched\r\rdata: [DONE]\n\n"u8,
        ];
        await using TestGateway gateway = await StartAsync(InPieces(stream, piece));
        await gateway.AddAsync(Redactor, Closed(Redactor));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(
                "data: a ******\n\n: ****** comment\n\ndata: ab \n\ndata: ****** cd\n\nid: 1\rdata: untouched\r\rdata: [DONE]\n\n",
                await gateway.Client.GetStringAsync("/")
            );
        }

        Assert.Equal(0, gateway.Host.Runtime.StreamCount);
    }

    [Theory]
    [InlineData("data: a secret", "data: a ******\n\ndata: [DONE]\n\n")]
    [InlineData("data: as it came", "data: as it came\r\n\r\ndata: [DONE]\n\n")]
    public async Task A_line_feed_that_comes_after_its_event_left_shares_that_events_fate(string first, string expected)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(first + "\r\n\r"));
            await seen.Task.EndsAsync();
            await context.Response.BodyWriter.WriteAsync("\ndata: [DONE]\n\n"u8.ToArray());
        });
        await gateway.AddAsync(Redactor, Closed(Redactor));
        using HttpResponseMessage answer = await BeginAsync(gateway);
        Stream stream = await answer.Content.ReadAsStreamAsync();
        byte[] start = new byte[first.Length + 2];
        await stream.ReadExactlyAsync(start);
        seen.SetResult();
        Assert.Equal(expected, Encoding.UTF8.GetString(start) + await new StreamReader(stream).ReadToEndAsync());
    }

    [Fact]
    public async Task What_modules_let_pass_comes_out_byte_for_byte()
    {
        byte[] stream = [.. "\uFEFF\r\n: hello\r\n\r\ndata: 1\rdata:2\r\r\n\n\nretry: 3\n\ndata: "u8, 0xFF, 0xC3, .. "\n\ndata: last"u8];
        await using TestGateway gateway = await StartAsync(InPieces(stream, 2));
        await gateway.AddAsync(Redactor, Closed(Redactor));
        Assert.Equal(stream, await gateway.Client.GetByteArrayAsync("/"));
    }

    [Fact]
    public async Task What_a_module_held_back_is_sent_at_the_end()
    {
        await using TestGateway gateway = await StartAsync(InPieces("data: ab secr"u8.ToArray(), 5));
        await gateway.AddAsync(Redactor, Closed(Redactor));
        Assert.Equal("data: ab \n\ndata: secr\n\n", await gateway.Client.GetStringAsync("/"));
    }

    [Fact]
    public async Task Compressed_streams_are_decoded_as_they_come()
    {
        await using TestGateway gateway = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.ContentEncoding = "gzip";
            await using GZipStream zip = new(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync("data: a secret\n\n"u8.ToArray());
        });
        await gateway.AddAsync(Redactor, Closed(Redactor));
        Assert.Equal("data: a ******\n\n", await gateway.Client.GetStringAsync("/"));
    }

    [Theory]
    [InlineData("text/event-stream;")]
    [InlineData("Text/Event-Stream ;charset")]
    [InlineData("application/json, text/event-stream")]
    [InlineData("text/event-stream, application/json;a=b")]
    public async Task Whatever_clients_take_for_a_stream_of_events_is_one_for_modules(string type)
    {
        await using TestGateway gateway = await StartAsync(async context =>
        {
            context.Response.Headers.ContentType = type;
            await context.Response.Body.WriteAsync("data: a secret\n\n"u8.ToArray());
        });
        await gateway.AddAsync(Redactor, Closed(Redactor));
        Assert.Equal("data: a ******\n\n", await gateway.Client.GetStringAsync("/"));
    }

    [Fact]
    public async Task A_compressed_stream_that_breaks_off_is_cut_and_not_ended()
    {
        await using TestGateway gateway = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(
                Messages.ContentCodingTests.Encode("data: 1\n\ndata: 2\n\n"u8.ToArray(), "gzip").AsMemory()[..^10]
            );
        });
        await gateway.AddAsync(Redactor, Closed(Redactor));
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Client.GetStringAsync("/"));
    }

    [Theory]
    [InlineData(EventGuest.Drop, "data: 2\n\n")]
    [InlineData(EventGuest.End, "")]
    public async Task A_module_drops_an_event_or_ends_the_stream(int action, string expected)
    {
        await using TestGateway gateway = await StartAsync(InPieces("data: 1\n\ndata: 2\n\n"u8.ToArray(), 100));
        WasmModule module = EventGuest.First(action).ToModule("acts once");
        await gateway.AddAsync(module, Closed(module));
        Assert.Equal(expected, await gateway.Client.GetStringAsync("/"));
        Assert.Equal(0, gateway.Host.Runtime.StreamCount);
    }

    [Theory]
    [InlineData("unreachable", FailurePolicy.Closed)]
    [InlineData("unreachable", FailurePolicy.Open)]
    [InlineData("(loop $l (br $l)) unreachable", FailurePolicy.Closed)]
    [InlineData("(loop $l (br $l)) unreachable", FailurePolicy.Open)]
    public async Task A_module_that_fails_at_an_event_ends_the_stream_or_is_passed_over(string code, FailurePolicy policy)
    {
        await using TestGateway gateway = await StartAsync(InPieces("data: 1\n\ndata: 2\n\ndata: 3\n\n"u8.ToArray(), 100));
        WasmModule module = EventGuest.Second(code).ToModule("fails at the second");
        await gateway.AddAsync(
            module,
            Closed(module) with
            {
                FailurePolicy = policy,
                DryRun = false,
                Settings = new ModuleSettings { MaxExecutionTimeMs = 1000 },
            }
        );
        string body = await gateway.Client.GetStringAsync("/").EndsAsync();
        if (policy == FailurePolicy.Open)
        {
            Assert.Equal("data: 1\n\ndata: 2\n\ndata: 3\n\n", body);
        }
        else
        {
            Assert.StartsWith("data: 1\n\nevent: error\ndata: {\"error\":{\"type\":\"module_failed\"", body, StringComparison.Ordinal);
            Assert.EndsWith("\n\n", body, StringComparison.Ordinal);
            Assert.DoesNotContain("data: 2", body, StringComparison.Ordinal);
        }

        string metrics = await MetricsAsync(gateway);
        Assert.Contains(
            policy == FailurePolicy.Open
                ? "smg_gateway_module_skips_total{module=\"fails at the second\",reason=\"stream_failed\"} 1"
                : "smg_gateway_stream_ends_total{module=\"fails at the second\",reason=\"module_failed\"} 1",
            metrics,
            StringComparison.Ordinal
        );
        Assert.Contains("smg_wasm_streams 0", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailurePolicy.Closed)]
    [InlineData(FailurePolicy.Open)]
    public async Task Beyond_the_limit_of_streams_the_next_is_refused_or_passes_unseen(FailurePolicy policy)
    {
        using SemaphoreSlim goOn = new(0);
        await using TestGateway gateway = await StartAsync(
            Held(goOn),
            options => options.Change(() => options.SmgWasm.Runtime = TestGateway.SmallRuntime with { MaxStreams = 2 })
        );
        await gateway.AddAsync(Redactor, Closed(Redactor) with { FailurePolicy = policy });
        using HttpResponseMessage first = await BeginAsync(gateway);
        using HttpResponseMessage second = await BeginAsync(gateway);
        Assert.Contains("smg_wasm_streams 2", await MetricsAsync(gateway), StringComparison.Ordinal);
        Assert.Contains("smg_wasm_streams_limit 2", await MetricsAsync(gateway), StringComparison.Ordinal);
        using HttpResponseMessage third = await BeginAsync(gateway);
        goOn.Release(3);
        string body = await third.Content.ReadAsStringAsync().EndsAsync();
        if (policy == FailurePolicy.Closed)
        {
            Assert.Equal(HttpStatusCode.BadGateway, third.StatusCode);
            Assert.Contains("MaxStreams", body, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("data: secret 1\n\ndata: secret 2\n\n", body);
            Assert.Contains("reason=\"streams_full\"} 1", await MetricsAsync(gateway), StringComparison.Ordinal);
        }

        Assert.Equal("data: ****** 1\n\ndata: ****** 2\n\n", await first.Content.ReadAsStringAsync().EndsAsync());
        Assert.Equal("data: ****** 1\n\ndata: ****** 2\n\n", await second.Content.ReadAsStringAsync().EndsAsync());
        goOn.Release();
        using HttpResponseMessage fourth = await BeginAsync(gateway);
        Assert.Equal(HttpStatusCode.OK, fourth.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_module_that_is_removed_or_replaced_finishes_its_streams(bool isReplaced)
    {
        using SemaphoreSlim goOn = new(0);
        await using TestGateway gateway = await StartAsync(Held(goOn));
        await gateway.AddAsync(Redactor, Closed(Redactor));
        using HttpResponseMessage live = await BeginAsync(gateway);
        await RetireAsync(gateway, isReplaced);
        goOn.Release();
        Assert.Equal("data: ****** 1\n\ndata: ****** 2\n\n", await live.Content.ReadAsStringAsync().EndsAsync());
    }

    [Fact]
    public async Task Streams_of_a_removed_module_end_when_their_time_is_over()
    {
        using SemaphoreSlim goOn = new(0);
        await using TestGateway gateway = await StartAsync(Held(goOn), options => options.Change(() => options.SmgWasm.StreamDrainMs = 0));
        await gateway.AddAsync(Redactor, Closed(Redactor));
        using HttpResponseMessage live = await BeginAsync(gateway);
        using StreamReader stream = new(await live.Content.ReadAsStreamAsync());

        // The first event is with the client before the module goes.
        char[] first = new char["data: ****** 1\n\n".Length];
        await stream.ReadBlockAsync(first).AsTask().EndsAsync();
        await RetireAsync(gateway, isReplaced: false);
        string body = new string(first) + await stream.ReadToEndAsync().EndsAsync();
        Assert.StartsWith("data: ****** 1\n\nevent: error\ndata: {\"error\":{\"type\":\"module_removed\"", body, StringComparison.Ordinal);
        Assert.Equal(0, gateway.Host.Runtime.StreamCount);
    }

    [Fact]
    public async Task A_client_that_leaves_frees_the_instance_and_ends_the_stream_at_the_upstream()
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await StartAsync(async context =>
        {
            using CancellationTokenRegistration left = context.RequestAborted.Register(gone.SetResult);
            context.Response.ContentType = "text/event-stream";
            await context.Response.BodyWriter.WriteAsync("data: 1\n\n"u8.ToArray());
            await gone.Task.EndsAsync();
        });
        await gateway.AddAsync(Redactor, Closed(Redactor));
        HttpResponseMessage live = await BeginAsync(gateway);
        Assert.Equal(1, gateway.Host.Runtime.StreamCount);
        live.Dispose();
        await gone.Task.EndsAsync();
        await Eventually.UntilAsync(() => gateway.Host.Runtime.StreamCount == 0);
        await gateway.Host.Runtime.RunAsync(calls: 0);
    }

    [Theory]
    [InlineData(FailurePolicy.Closed)]
    [InlineData(FailurePolicy.Open)]
    public async Task An_event_above_the_body_limit_ends_the_stream_or_passes_unseen(FailurePolicy policy)
    {
        byte[] stream = Encoding.ASCII.GetBytes($"data: secret\n\ndata: {new string('x', 100_000)}\n\ndata: secret\n\n");
        await using TestGateway gateway = await StartAsync(
            InPieces(stream, 10_000),
            options => options.Change(() => options.SmgWasm.Runtime = TestGateway.SmallRuntime with { MaxBodySize = 50_000 })
        );
        await gateway.AddAsync(Redactor, Closed(Redactor) with { FailurePolicy = policy });
        string body = await gateway.Client.GetStringAsync("/").EndsAsync();
        if (policy == FailurePolicy.Closed)
        {
            Assert.StartsWith(
                "data: ******\n\nevent: error\ndata: {\"error\":{\"type\":\"event_too_large\"",
                body,
                StringComparison.Ordinal
            );
        }
        else
        {
            Assert.Equal(Encoding.ASCII.GetString(stream).Replace("secret", "******", StringComparison.Ordinal), body);
        }
    }

    [Theory]
    [InlineData(FailurePolicy.Closed, HttpStatusCode.BadGateway)]
    [InlineData(FailurePolicy.Open, HttpStatusCode.OK)]
    public async Task A_stream_without_events_is_refused_or_passes_unseen(FailurePolicy policy, HttpStatusCode expected)
    {
        await using TestGateway gateway = await StartAsync(
            TestUpstream.Answers("{\"a\":\"secret\"}\n"u8.ToArray(), type: "application/x-ndjson")
        );
        await gateway.AddAsync(Redactor, Closed(Redactor) with { FailurePolicy = policy });
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(
            policy == FailurePolicy.Open,
            (await response.Content.ReadAsStringAsync()).Contains("secret", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Two_hundred_streams_at_once_see_their_own_bytes_alone_and_leave_nothing()
    {
        await using TestGateway gateway = await StartAsync(
            async context =>
            {
                string id = context.Request.Query["id"]!;
                context.Response.ContentType = "text/event-stream";
                for (int i = 0; i < 5; i++)
                {
                    await context.Response.WriteAsync($"data: {id} sec\n\n");
                    await context.Response.WriteAsync($"data: ret {id}\n\n");
                }
            },
            options => options.Change(() => options.SmgWasm.Runtime = TestGateway.SmallRuntime with { PoolSize = 256, MaxStreams = 240 })
        );
        await gateway.AddAsync(Redactor, Closed(Redactor));
        string[] bodies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => gateway.Client.GetStringAsync($"/?id={i}"))).EndsAsync();
        for (int i = 0; i < bodies.Length; i++)
        {
            Assert.Equal(
                string.Concat(Enumerable.Repeat(string.Create(CultureInfo.InvariantCulture, $"data: {i} \n\ndata: ****** {i}\n\n"), 5)),
                bodies[i]
            );
        }

        await Eventually.UntilAsync(() => gateway.Host.Runtime.StreamCount == 0);
        await gateway.Host.Runtime.RunAsync(calls: 0);
    }

    [Fact]
    public async Task A_module_that_sees_events_sees_them_unless_the_registration_says_otherwise()
    {
        await using TestGateway gateway = await StartAsync(InPieces("data: secret\n\n"u8.ToArray(), 100));
        await gateway.AddAsync(Redactor, new ModuleRegistration("redactor", [AttachPoint.OnResponse]));
        Assert.Equal(StreamPolicy.Events, gateway.Host.Modules.List().Single().OnStream);
        Assert.Contains(AttachPoint.OnEvent, gateway.Host.Modules.List().Single().AttachPoints);
        Assert.Equal("data: ******\n\n", await gateway.Client.GetStringAsync("/"));
        RegistrationResult wrong = await gateway.Host.Modules.RegisterBytesAsync(
            new ModuleRegistration("other", [AttachPoint.OnEvent]) { OnStream = StreamPolicy.Pass },
            Redactor.Bytes.ToArray()
        );
        Assert.Equal(RegistrationError.SettingsInvalid, wrong.Error);
        RegistrationResult none = await gateway.Host.Modules.RegisterBytesAsync(
            new ModuleRegistration("none", [AttachPoint.OnResponse]) { OnStream = StreamPolicy.Events },
            BuiltGuests.Load("minimal").Bytes.ToArray()
        );
        Assert.Equal(RegistrationError.AttachPointNotExported, none.Error);
    }

    private static WasmModule Redactor { get; } = BuiltGuests.Load("redact-events");

    private static ModuleRegistration Closed(WasmModule module) => new(module.Name, [AttachPoint.OnEvent]);

    private static Task<TestGateway> StartAsync(RequestDelegate upstream, Func<GatewayOptions, GatewayOptions>? configure = null) =>
        TestGateway.StartAsync(upstream, configure);

    private static RequestDelegate InPieces(byte[] stream, int piece) =>
        async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (int i = 0; i < stream.Length; i += piece)
            {
                await context.Response.BodyWriter.WriteAsync(stream.AsMemory(i, Math.Min(piece, stream.Length - i)));
            }
        };

    private static RequestDelegate Held(SemaphoreSlim goOn) =>
        async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.BodyWriter.WriteAsync("data: secret 1\n\n"u8.ToArray());
            await goOn.WaitAsync(context.RequestAborted);
            await context.Response.BodyWriter.WriteAsync("data: secret 2\n\n"u8.ToArray());
        };

    private static Task<HttpResponseMessage> BeginAsync(TestGateway gateway) =>
        gateway.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead).EndsAsync();

    private static async Task RetireAsync(TestGateway gateway, bool isReplaced)
    {
        RegisteredModule module = gateway.Host.Modules.List().Single();
        if (!isReplaced)
        {
            Assert.True(gateway.Host.Modules.Remove(module.Id));
            return;
        }

        WasmModule other = EventGuest.First(EventGuest.Drop).ToModule("drops");
        RegistrationResult result = await gateway.Host.Modules.ReplaceBytesAsync(module.Id, Closed(other), other.Bytes.ToArray());
        Assert.True(result.Succeeded, result.Message);
    }

    private static async Task<string> MetricsAsync(TestGateway gateway)
    {
        using HttpClient admin = new() { BaseAddress = gateway.Host.AdminAddress };
        return await admin.GetStringAsync("/metrics");
    }
}
