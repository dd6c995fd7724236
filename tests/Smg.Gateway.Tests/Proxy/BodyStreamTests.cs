using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Modules that need no body, bodies above the limit, and the budget of all bodies together.</summary>
public sealed class BodyStreamTests
{
    [Fact]
    public async Task A_module_that_needs_no_body_rejects_before_the_client_is_to_go_on()
    {
        await using TestGateway gateway = await StartAsync(Guests.RejectsWith(401), needsBody: false);
        using TcpClient client = await SendAsync(
            gateway,
            "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 401", await new StreamReader(client.GetStream()).ReadLineAsync().EndsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_no_module_needs_streams_through()
    {
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await TestGateway.StartAsync(async context =>
        {
            byte[] one = new byte[1];
            await context.Request.Body.ReadExactlyAsync(one);
            first.SetResult();
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("whole");
        });
        await AddAsync(gateway, Guests.Continues, needsBody: false);
        using TcpClient client = await SendAsync(
            gateway,
            $"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 20001\r\n\r\n{new string('a', 20_000)}"
        );
        await first.Task.EndsAsync();
        await client.GetStream().WriteAsync("b"u8.ToArray());
        Assert.EndsWith(
            "whole",
            (await new StreamReader(client.GetStream()).ReadToEndAsync().EndsAsync()).TrimEnd('\r', '\n', '0'),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_module_behind_one_that_needs_no_body_gets_it_whole()
    {
        await using TestGateway gateway = await StartAsync(
            ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-early", "1")] }),
            needsBody: false
        );
        await AddAsync(gateway, Guests.EchoesBody, needsBody: true);
        using HttpResponseMessage response = await gateway.Client.PostAsync("/", new StringContent("four"));
        Assert.Equal("four", await response.Content.ReadAsStringAsync());
        Assert.Equal(["1"], response.Headers.GetValues("echo-x-early"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_above_the_limit_passes_modules_that_are_open(bool isChunked)
    {
        byte[] body = new byte[300_000];
        new Random(1).NextBytes(body);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options.Change(() => options.SmgWasm.Runtime = TestGateway.SmallRuntime with { MaxBodySize = 100_000 })
        );
        await gateway.AddAsync(Guests.Rejects, policy: FailurePolicy.Open);
        using HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = isChunked;
        using HttpResponseMessage response = await gateway.Client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Bodies_above_the_budget_get_503_and_others_are_served()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options =>
                options with
                {
                    SmgWasm = new SmgWasmOptions
                    {
                        Runtime = TestGateway.SmallRuntime with { MaxBodySize = 100_000 },
                        MaxBufferedBytes = 115_000,
                        BufferWaitMs = 50,
                    },
                }
        );
        await gateway.AddAsync(Guests.Continues);
        using TcpClient holds = await SendAsync(
            gateway,
            $"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n{new string('x', 99_000)}"
        );
        await Eventually.UntilAsync(async () =>
            await gateway.Client.PostAsync("/", new ByteArrayContent(new byte[50_000]))
                is { StatusCode: System.Net.HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null }
        );
        using HttpResponseMessage small = await gateway.Client.PostAsync("/", new StringContent("small"));
        Assert.Equal(200, (int)small.StatusCode);
        holds.Dispose();
        await Eventually.UntilAsync(async () =>
            (await gateway.Client.PostAsync("/", new ByteArrayContent(new byte[50_000]))).IsSuccessStatusCode
        );
    }

    private static async Task<TestGateway> StartAsync(WasmModule module, bool needsBody)
    {
        TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        await AddAsync(gateway, module, needsBody);
        return gateway;
    }

    private static Task AddAsync(TestGateway gateway, WasmModule module, bool needsBody) =>
        gateway.AddAsync(module, new ModuleRegistration(module.Name, [AttachPoint.OnRequest]) { NeedsBody = needsBody, DryRun = false });

    private static async Task<TcpClient> SendAsync(TestGateway gateway, string text)
    {
        TcpClient client = new();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, gateway.Host.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        return client;
    }
}
