using System.Collections.Concurrent;
using System.Diagnostics;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Telemetry;

namespace Smg.Gateway.Tests.Telemetry;

/// <summary>The spans of requests (W3C Trace Context). Who listens to them listens to the whole process.</summary>
[Collection(Alone.Name)]
public sealed class GatewayTracingTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";

    private readonly ConcurrentQueue<Activity> _ended = new();
    private ActivityListener? _listener;

    public void Dispose() => _listener?.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_is_a_span_in_its_clients_trace_and_the_upstreams_parent(bool isLogged)
    {
        Listen(ActivitySamplingResult.AllDataAndRecorded);
        using TestLog log = new();
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync, loggers: isLogged ? log : null);
        RawAnswer answer = await SendAsync(
            gateway,
            $"traceparent: 00-{Trace}-{Span}-01\r\ntracestate: a=1\r\ntracestate: b=2\r\nx-request-id: one\r\n"
        );
        Activity span = Assert.Single(await EndedAsync(1));
        Assert.Equal((Trace, Span, true), (span.TraceId.ToHexString(), span.ParentSpanId.ToHexString(), span.HasRemoteParent));
        Assert.Equal(
            ($"00-{Trace}-{span.SpanId.ToHexString()}-01", "a=1,b=2"),
            (answer.Header("echo-traceparent"), answer.Header("echo-tracestate")!.Replace(", ", ",", StringComparison.Ordinal))
        );
        Assert.Equal((ActivityKind.Server, ActivityStatusCode.Unset), (span.Kind, span.Status));
        Assert.Equal(
            [("http.request.method", "GET"), ("http.response.status_code", 200), ("smg.gateway.request_id", "one"), ("url.path", "/a")],
            span.TagObjects.Select(tag => (tag.Key, tag.Value)).OrderBy(tag => tag.Key, StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("traceparent: nonsense\r\ntracestate: a=1\r\n")]
    [InlineData("traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01\r\n")]
    [InlineData(
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntraceparent: "
            + "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
    )]
    [InlineData("traceparent: \u00ff\"\r\n")]
    public async Task What_is_not_a_traceparent_begins_a_trace(string fields)
    {
        Listen(ActivitySamplingResult.AllDataAndRecorded);
        using TestLog log = new();
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync, loggers: log);
        RawAnswer answer = await SendAsync(gateway, fields);
        Activity span = Assert.Single(await EndedAsync(1));
        Assert.NotEqual(Trace, span.TraceId.ToHexString());
        Assert.Equal((default, null), (span.ParentSpanId, answer.Header("echo-tracestate")));
        Assert.Equal($"00-{span.TraceId.ToHexString()}-{span.SpanId.ToHexString()}-01", answer.Header("echo-traceparent"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ActivitySamplingResult.None)]
    public async Task Where_nobody_wants_a_span_the_fields_pass_as_they_came(ActivitySamplingResult? sampling)
    {
        if (sampling is { } none)
        {
            Listen(none);
        }

        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        RawAnswer answer = await SendAsync(gateway, $"traceparent: 00-{Trace}-{Span}-00\r\ntracestate: a=1\r\n");
        Assert.Equal(($"00-{Trace}-{Span}-00", "a=1"), (answer.Header("echo-traceparent"), answer.Header("echo-tracestate")));
        Assert.Equal("nonsense", (await SendAsync(gateway, "traceparent: nonsense\r\n")).Header("echo-traceparent"));
        Assert.Empty(_ended);
    }

    [Fact]
    public async Task A_request_that_fails_is_a_span_that_failed()
    {
        Listen(ActivitySamplingResult.AllDataAndRecorded);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = new Uri("http://127.0.0.1:9") }
        );
        Assert.Equal(502, (await SendAsync(gateway, "")).Status);
        Activity span = Assert.Single(await EndedAsync(1));
        Assert.Equal((ActivityStatusCode.Error, (object)502), (span.Status, span.GetTagItem("http.response.status_code")));
    }

    private void Listen(ActivitySamplingResult sampling)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GatewayTracing.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private async Task<Activity[]> EndedAsync(int count)
    {
        await Eventually.UntilAsync(() => _ended.Count >= count);
        return [.. _ended];
    }

    private static async Task<RawAnswer> SendAsync(TestGateway gateway, string fields) =>
        RawAnswer.Read(
            await RawUpstream.SendRawAsync(gateway.Host.Address, $"GET /a?b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{fields}\r\n"),
            "GET"
        );
}
