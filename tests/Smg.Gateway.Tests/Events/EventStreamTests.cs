using System.IO.Compression;
using System.Net;
using System.Text;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;
using static Smg.Gateway.Tests.Events.EventUpstream;

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
        await using TestGateway gateway = await TestGateway.StartAsync(InPieces(stream, piece));
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
        await using TestGateway gateway = await TestGateway.StartAsync(async context =>
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
        await using TestGateway gateway = await TestGateway.StartAsync(InPieces(stream, 2));
        await gateway.AddAsync(Redactor, Closed(Redactor));
        Assert.Equal(stream, await gateway.Client.GetByteArrayAsync("/"));
    }

    [Fact]
    public async Task What_a_module_held_back_is_sent_at_the_end()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(InPieces("data: ab secr"u8.ToArray(), 5));
        await gateway.AddAsync(Redactor, Closed(Redactor));
        Assert.Equal("data: ab \n\ndata: secr\n\n", await gateway.Client.GetStringAsync("/"));
    }

    [Fact]
    public async Task Compressed_streams_are_decoded_as_they_come()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(async context =>
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
        await using TestGateway gateway = await TestGateway.StartAsync(async context =>
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
        await using TestGateway gateway = await TestGateway.StartAsync(async context =>
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
        await using TestGateway gateway = await TestGateway.StartAsync(InPieces("data: 1\n\ndata: 2\n\n"u8.ToArray(), 100));
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
        await using TestGateway gateway = await TestGateway.StartAsync(InPieces("data: 1\n\ndata: 2\n\ndata: 3\n\n"u8.ToArray(), 100));
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

        string metrics = await gateway.MetricsAsync();
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
    public async Task An_event_above_the_body_limit_ends_the_stream_or_passes_unseen(FailurePolicy policy)
    {
        byte[] stream = Encoding.ASCII.GetBytes($"data: secret\n\ndata: {new string('x', 100_000)}\n\ndata: secret\n\n");
        await using TestGateway gateway = await TestGateway.StartAsync(
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
        await using TestGateway gateway = await TestGateway.StartAsync(
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
    public async Task A_module_that_sees_events_sees_them_unless_the_registration_says_otherwise()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(InPieces("data: secret\n\n"u8.ToArray(), 100));
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
}
