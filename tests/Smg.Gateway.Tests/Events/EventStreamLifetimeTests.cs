using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;
using static Smg.Gateway.Tests.Events.EventUpstream;

namespace Smg.Gateway.Tests.Events;

/// <summary>How long a stream's instance lives, and what else it shares a gateway with.</summary>
public sealed class EventStreamLifetimeTests
{
    [Theory]
    [InlineData(FailurePolicy.Closed)]
    [InlineData(FailurePolicy.Open)]
    public async Task Beyond_the_limit_of_streams_the_next_is_refused_or_passes_unseen(FailurePolicy policy)
    {
        using SemaphoreSlim goOn = new(0);
        await using TestGateway gateway = await TestGateway.StartAsync(
            Held(goOn),
            options => options.Change(() => options.SmgWasm.Runtime = TestGateway.SmallRuntime with { MaxStreams = 2 })
        );
        await gateway.AddAsync(Redactor, Closed(Redactor) with { FailurePolicy = policy });
        using HttpResponseMessage first = await BeginAsync(gateway);
        using HttpResponseMessage second = await BeginAsync(gateway);
        Assert.Contains("smg_wasm_streams 2", await gateway.MetricsAsync(), StringComparison.Ordinal);
        Assert.Contains("smg_wasm_streams_limit 2", await gateway.MetricsAsync(), StringComparison.Ordinal);
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
            Assert.Contains("reason=\"streams_full\"} 1", await gateway.MetricsAsync(), StringComparison.Ordinal);
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
        await using TestGateway gateway = await TestGateway.StartAsync(Held(goOn));
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
        await using TestGateway gateway = await TestGateway.StartAsync(
            Held(goOn),
            options => options.Change(() => options.SmgWasm.StreamDrainMs = 0)
        );
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
        await using TestGateway gateway = await TestGateway.StartAsync(async context =>
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

    [Fact]
    public async Task Two_hundred_streams_at_once_see_their_own_bytes_alone_and_leave_nothing()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
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
}
