using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Streams of server-sent events that pass a gateway with modules.</summary>
[Collection(Alone.Name)]
public sealed class StreamingTests
{
    private const int Streams = 1_000;
    private const int Clients = 8;
    private static readonly byte[] Question = Encoding.ASCII.GetBytes($"{{\"stream\":true,\"content\":\"{new string('x', 2_000)}\"}}");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(70_000)]
    public async Task A_stream_comes_out_byte_for_byte(int eventBytes)
    {
        const int Events = 40;
        byte[] expected = [.. Enumerable.Range(0, Events).SelectMany(i => Event(i, eventBytes))];
        await using TestGateway gateway = await WithModulesAsync(context => StreamAsync(context, Events, eventBytes));
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage response = await gateway.Client.PostAsync("/", new ByteArrayContent(Question));
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(expected, await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task The_first_token_comes_before_the_upstream_has_sent_the_second()
    {
        SemaphoreSlim cameFirst = new(0);
        await using TestGateway gateway = await WithModulesAsync(async context =>
        {
            await StreamAsync(context, events: 1, eventBytes: 50);
            Assert.True(await cameFirst.WaitAsync(Eventually.Limit));
            await context.Response.BodyWriter.WriteAsync(Event(1, 50));
        });
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage response = await PostAsync(gateway).EndsAsync();
            Stream stream = await response.Content.ReadAsStreamAsync();
            byte[] first = new byte[Event(0, 50).Length];
            await stream.ReadExactlyAsync(first).AsTask().EndsAsync();
            Assert.Equal(Event(0, 50), first);
            cameFirst.Release();
            using MemoryStream rest = new();
            await stream.CopyToAsync(rest).EndsAsync();
            Assert.Equal(Event(1, 50), rest.ToArray());
        }
    }

    [Fact]
    public async Task A_thousand_streams_leave_nothing_in_memory()
    {
        await using TestGateway gateway = await WithModulesAsync(context => StreamAsync(context, events: 20, eventBytes: 200));
        await StreamAllAsync(gateway, Streams);
        (long heap, long working) before = Memory();
        await StreamAllAsync(gateway, Streams);
        (long heap, long working) after = Memory();
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"managed heap {before.heap:N0} to {after.heap:N0} bytes, working set {before.working:N0} to {after.working:N0}"
        );
        TestContext.Current.TestOutputHelper?.WriteLine(figures);

        // 1 KB a stream would be a megabyte, 32 KB a stream 32.
        Assert.True(after.heap - before.heap < Streams << 10, figures);
        Assert.True(after.working - before.working < Streams << 15, figures);
    }

    [Fact]
    public async Task A_stream_that_the_upstream_cuts_off_is_no_whole_one()
    {
        TaskCompletionSource hasArrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await WithModulesAsync(async context =>
        {
            await StreamAsync(context, events: 3, eventBytes: 50);
            await hasArrived.Task.EndsAsync();
            context.Abort();
        });
        using HttpResponseMessage response = await PostAsync(gateway).EndsAsync();
        Stream stream = await response.Content.ReadAsStreamAsync();
        Assert.True(await stream.ReadAsync(new byte[16]) > 0);
        hasArrived.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task A_client_that_leaves_a_stream_ends_it_at_the_upstream()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await WithModulesAsync(async context =>
        {
            using CancellationTokenRegistration gone = context.RequestAborted.Register(ended.SetResult);
            await StreamAsync(context, events: 1, eventBytes: 50);
            await Task.WhenAny(ended.Task, Task.Delay(Eventually.Limit));
        });
        HttpResponseMessage response = await PostAsync(gateway);
        Assert.True(await (await response.Content.ReadAsStreamAsync()).ReadAsync(new byte[16]) > 0);
        response.Dispose();
        await ended.Task.EndsAsync();
    }

    private static async Task<TestGateway> WithModulesAsync(RequestDelegate upstream)
    {
        TestGateway gateway = await TestGateway.StartAsync(upstream);
        await gateway.AddAsync(Guests.Continues);
        await gateway.AddAsync(ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-seen", "1")] }));
        await gateway.AddAsync(
            new WatGuest { OnResponse = "unreachable" }.ToModule("would break a response"),
            new ModuleRegistration("would break a response", [AttachPoint.OnResponse]) { OnStream = StreamPolicy.Pass, DryRun = false }
        );
        return gateway;
    }

    private static async Task StreamAsync(HttpContext context, int events, int eventBytes)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "text/event-stream";
        for (int i = 0; i < events; i++)
        {
            await context.Response.BodyWriter.WriteAsync(Event(i, eventBytes));
        }
    }

    private static byte[] Event(int number, int bytes)
    {
        byte[] data = new byte[bytes];
        new Random(number).NextBytes(data);
        return [.. Encoding.ASCII.GetBytes($"id: {number}\ndata: "), .. data, .. "\n\n"u8];
    }

    private static async Task<HttpResponseMessage> PostAsync(TestGateway gateway)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = new ByteArrayContent(Question) };
        return await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static Task StreamAllAsync(TestGateway gateway, int count) =>
        Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (int i = 0; i < count / Clients; i++)
                        {
                            using HttpResponseMessage response = await PostAsync(gateway);
                            await (await response.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null);
                        }
                    })
                )
        );

    private static (long Heap, long Working) Memory()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        using Process process = Process.GetCurrentProcess();
        return (heap, process.WorkingSet64);
    }
}
