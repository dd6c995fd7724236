using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>What clients and modules can do to a gateway over HTTP.</summary>
[Trait("Category", "Hostile")]
public sealed class HostileTests
{
    private const int MaxBody = 100_000;
    private static readonly WasmRuntimeOptions Limited = TestGateway.SmallRuntime with { MaxBodySize = MaxBody };

    [Theory]
    [InlineData(MaxBody, false, 200)]
    [InlineData(MaxBody, true, 200)]
    [InlineData(MaxBody + 1, false, 413)]
    [InlineData(MaxBody + 1, true, 413)]
    public async Task A_body_one_byte_above_the_limit_is_refused(int length, bool isChunked, int status)
    {
        await using TestGateway gateway = await StartAsync(
            options => options.Change(() => options.SmgWasm.Runtime = Limited),
            Guests.Continues
        );
        using HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = new StreamContent(new MemoryStream(new byte[length])) };
        request.Headers.TransferEncodingChunked = isChunked;
        using HttpResponseMessage response = await gateway.Client.SendAsync(request);
        Assert.Equal((status, status == 200 ? 1 : 0), ((int)response.StatusCode, gateway.Upstream.Requests));
    }

    [Theory]
    [InlineData("Content-Length: 50000\r\n\r\n", "x")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")]
    public async Task A_body_that_trickles_is_given_up(string framing, string drop)
    {
        await using TestGateway gateway = await StartAsync(
            options => options.Change(() => options.SmgWasm.BodyTimeoutMs = 500),
            Guests.Continues
        );
        using TcpClient client = await ConnectAsync(gateway);
        NetworkStream stream = client.GetStream();
        Stopwatch watch = Stopwatch.StartNew();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: h\r\n{framing}"));
        Task<string> answer = new StreamReader(stream).ReadLineAsync()!;
        while (!answer.IsCompleted && watch.Elapsed < Eventually.Limit)
        {
            try
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(drop));
            }
            catch (IOException)
            {
                // The server has answered and closed, and the answer is on its way to the reader.
                break;
            }

            await Task.WhenAny(answer, Task.Delay(50));
        }

        Assert.Equal("HTTP/1.1 408 Request Timeout", await answer.EndsAsync());
        Assert.InRange(watch.ElapsedMilliseconds, 400, Eventually.Limit.TotalMilliseconds);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task A_body_that_is_no_chunk_is_refused()
    {
        await using TestGateway gateway = await StartAsync(null, Guests.Continues);
        using TcpClient client = await ConnectAsync(gateway);
        await client.GetStream().WriteAsync("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 400", await new StreamReader(client.GetStream()).ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_frees_its_place_within_a_tick()
    {
        WasmRuntimeOptions runtime = TestGateway.SmallRuntime with
        {
            MaxExecutionTimeMs = 120_000,
            InlineConcurrency = 1,
            ThreadPoolSize = 1,
            QueueCapacity = 1,
        };
        await using TestGateway gateway = await StartAsync(
            options => options.Change(() => options.SmgWasm.Runtime = runtime),
            Guests.LoopsForever
        );

        // One runs on its own thread, one on the worker, one waits: a fourth finds no place.
        using CancellationTokenSource gone = new();
        List<Task> clients = [];
        foreach (int running in (int[])[1, 2, 2])
        {
            clients.Add(gateway.Client.GetAsync("/", gone.Token));
            await gateway.Host.Runtime.RunAsync(running);
        }

        await Eventually.UntilAsync(() => gateway.Host.Runtime.QueueLength == 1);
        using HttpResponseMessage full = await gateway.Client.GetAsync("/");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (full.StatusCode, full.Headers.RetryAfter?.ToString()));

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(clients).EndsAsync());
        gateway.Host.Modules.Remove(gateway.Host.Modules.List()[0].Id);
        await gateway.AddAsync(Guests.Rejects);
        using HttpResponseMessage next = await gateway.Client.GetAsync("/");
        Assert.Equal(418, (int)next.StatusCode);
        await gateway.Host.Runtime.RunAsync(calls: 0);
        Assert.Equal(0, gateway.Host.Runtime.QueueLength);
    }

    [Fact]
    public async Task Under_ten_times_the_load_every_client_is_answered_and_the_refused_are_told_when_to_come_again()
    {
        // The queue alone refuses, and not a wait that is long on a busy machine: what it held at the end, at least, is served.
        const int Queued = 8;
        WasmRuntimeOptions runtime = TestGateway.SmallRuntime with
        {
            InlineConcurrency = 1,
            ThreadPoolSize = 1,
            QueueCapacity = Queued,
            MaxQueueTimeMs = 60_000,
        };
        await using TestGateway gateway = await StartAsync(
            options =>
                options with
                {
                    SmgWasm = new SmgWasmOptions { Runtime = runtime, RetryAfterSeconds = 7 },
                },
            new WatGuest { OnRequest = Guests.Spin(3_000_000) }.ToModule("busy")
        );
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => gateway.Client.GetAsync("/")));
        int served = answers.Count(answer => answer.StatusCode == HttpStatusCode.OK);
        HttpResponseMessage[] refused = [.. answers.Where(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable)];
        Assert.Equal(400, served + refused.Length);
        Assert.Equal((true, true), (served >= Queued, refused.Length > 10));
        Assert.All(refused, answer => Assert.Equal("7", answer.Headers.RetryAfter?.ToString()));
        Assert.Equal(served, gateway.Upstream.Requests);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task A_rejection_with_a_status_that_is_none_is_a_500(int status)
    {
        await using TestGateway gateway = await StartAsync(null, Guests.RejectsWith(status));
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal((HttpStatusCode.InternalServerError, 0), (response.StatusCode, gateway.Upstream.Requests));
    }

    [Theory]
    [InlineData("a\r\nx-injected: 1")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public async Task A_header_with_a_line_break_rejects_the_request(string value)
    {
        WasmModule module = ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-one", value)] });
        await using TestGateway gateway = await StartAsync(null, module);
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal((HttpStatusCode.InternalServerError, 0), (response.StatusCode, gateway.Upstream.Requests));
    }

    [Fact]
    public async Task A_module_cannot_change_how_a_message_is_framed_or_where_it_goes()
    {
        WasmModule module = ActionGuest.Modify(
            new ModifyAction
            {
                HeadersSet =
                [
                    new Header("Host", "evil"),
                    new Header("Transfer-Encoding", "chunked"),
                    new Header("Content-Length", "1"),
                    new Header("x-one", "1"),
                ],
            }
        );
        await using TestGateway gateway = await StartAsync(null, module);
        using HttpResponseMessage response = await gateway.Client.PostAsync("/", new StringContent("four"));
        Assert.Equal("four", await response.Content.ReadAsStringAsync());
        Assert.Equal(["1"], response.Headers.GetValues("echo-x-one"));
        Assert.Equal(["4"], response.Headers.GetValues("echo-Content-Length"));
        Assert.DoesNotContain("evil", response.Headers.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nx-injected: 1")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public async Task A_header_with_a_line_break_rejects_the_response(string value)
    {
        await using TestGateway gateway = await StartAsync(
            null,
            ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-one", value)] }),
            AttachPoint.OnResponse
        );
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.DoesNotContain(
            "x-",
            response.Headers.ToString().Replace("x-request-id", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_module_cannot_change_how_a_response_is_framed()
    {
        WasmModule module = ActionGuest.Modify(
            new ModifyAction
            {
                HeadersSet =
                [
                    new Header("Transfer-Encoding", "chunked"),
                    new Header("Content-Length", "1"),
                    new Header("Connection", "close"),
                    new Header("x-one", "1"),
                ],
            }
        );
        await using TestGateway gateway = await StartAsync(null, module, AttachPoint.OnResponse);
        using HttpResponseMessage response = await gateway.Client.PostAsync("/", new StringContent("four"));
        Assert.Equal(("four", 4L), (await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentLength));
        Assert.Equal((null, null), (response.Headers.TransferEncodingChunked, response.Headers.ConnectionClose));
        Assert.Equal(["1"], response.Headers.GetValues("x-one"));
    }

    [Fact]
    public async Task A_client_that_goes_while_modules_look_at_its_response_frees_its_place()
    {
        WasmRuntimeOptions runtime = TestGateway.SmallRuntime with
        {
            MaxExecutionTimeMs = 120_000,
            InlineConcurrency = 1,
            ThreadPoolSize = 1,
        };
        await using TestGateway gateway = await StartAsync(
            options => options.Change(() => options.SmgWasm.Runtime = runtime),
            new WatGuest { OnResponse = "(loop $again (br $again)) unreachable" }.ToModule("loops"),
            AttachPoint.OnResponse
        );
        using CancellationTokenSource gone = new();
        Task client = gateway.Client.GetAsync("/", gone.Token);
        await gateway.Host.Runtime.RunAsync(calls: 1);
        Assert.Equal(1, gateway.Upstream.Requests);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.EndsAsync());
        await Eventually.UntilAsync(() => gateway.Host.Runtime.GetMetrics().FailedExecutions == 1);
    }

    [Fact]
    public async Task A_module_that_traps_rejects_unless_it_may_fail()
    {
        await using TestGateway closed = await StartAsync(null, Guests.Traps);
        using HttpResponseMessage rejected = await closed.Client.GetAsync("/");
        Assert.Equal((HttpStatusCode.InternalServerError, 0), (rejected.StatusCode, closed.Upstream.Requests));
        await using TestGateway open = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        await open.AddAsync(Guests.Traps, policy: FailurePolicy.Open);
        using HttpResponseMessage passed = await open.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
    }

    [Fact]
    public async Task Two_lengths_in_one_request_are_refused()
    {
        await using TestGateway gateway = await StartAsync(null, Guests.Continues);
        using TcpClient client = await ConnectAsync(gateway);
        await client
            .GetStream()
            .WriteAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 400", await new StreamReader(client.GetStream()).ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    private static async Task<TestGateway> StartAsync(
        Func<GatewayOptions, GatewayOptions>? configure,
        WasmModule module,
        AttachPoint attachPoint = AttachPoint.OnRequest
    )
    {
        TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync, configure);
        await gateway.AddAsync(module, attachPoint);
        return gateway;
    }

    private static async Task<TcpClient> ConnectAsync(TestGateway gateway)
    {
        TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Host.Address.Port);
        return client;
    }
}
