using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>
/// Connections on which interim responses (1xx) come, with the bodies, floods and slow clients around them, over real sockets.
/// </summary>
[Trait("Category", "Hostile")]
public sealed class InterimConnectionTests : InterimGateways
{
    [Fact]
    public async Task An_upstream_that_ends_after_a_hint_is_502_and_the_connection_serves_on()
    {
        int requests = 0;
        using SocketUpstream upstream = new(async request =>
        {
            await request.SendAsync(Hint);
            if (Interlocked.Increment(ref requests) == 1)
            {
                throw new IOException("The upstream ends.");
            }

            await request.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        foreach (int status in (int[])[502, 200])
        {
            await client.SendAsync(Get);
            Assert.Equal(PassedHint, await client.ReadHeadAsync());
            RawAnswer answer = await client.ReadAnswerAsync("GET");
            Assert.Equal((status, null), (answer.Status, answer.Fault));
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_flood_of_hints_ends_in_502_after_as_many_as_one_request_may_have(string method)
    {
        using ScriptedUpstream upstream = new(
            new Dictionary<string, Script> { ["a"] = new(Encoding.ASCII.GetBytes(Hint), Repeat: 20_000) }
        );
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync(Get.Replace("GET", method, StringComparison.Ordinal));
            RawAnswer answer = await client.ReadAnswerAsync(method);
            Assert.Equal((502, null), (answer.Status, answer.Fault));
            Assert.InRange(StatusLine().Count(answer.Raw), 1, 129);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_waits_for_100_gets_one(bool isBuffered)
    {
        using SocketUpstream upstream = new(async request =>
        {
            await request.SendAsync("HTTP/1.1 100 Continue\r\n\r\n" + Hint);
            await request.SendAsync(Hint + Final.Replace("hi", await request.ReadAsync(2), StringComparison.Ordinal));
        });
        await using TestGateway gateway = await StartAsync(upstream);
        if (isBuffered)
        {
            await gateway.AddAsync(Guests.Continues);
        }

        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync("POST /a HTTP/1.1\r\nHost: h\r\nx-request-id: id\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 100 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
            await client.SendAsync("ok");
            RawAnswer answer = await client.ReadAnswerAsync("POST");
            Assert.Equal((200, "ok", null), (answer.Status, answer.Body, answer.Fault));
            Assert.DoesNotContain("HTTP/1.1 100", answer.Raw, StringComparison.Ordinal);

            // The server writes 100 when a body that streams is read, on a thread that does not ask whether another writes.
            Assert.StartsWith(isBuffered ? PassedHint + PassedHint + "HTTP/1.1 200" : "HTTP/1.1 200", answer.Raw, StringComparison.Ordinal);
        }

        Assert.Equal(6, await CountAsync(gateway, isBuffered ? "passed" : "expect_continue"));
    }

    [Fact]
    public async Task A_body_that_looks_like_an_interim_response_is_a_body_where_the_clients_was_still_on_its_way()
    {
        // More than the client of the upstream keeps back.
        const int Part = 20_000;
        string body = Hint + Hint;
        TaskCompletionSource hasAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SocketUpstream upstream = new(async request =>
        {
            await request.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await request.ReadAsync(Part / 2);
            await request.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");
            hasAnswered.SetResult();
            await request.ReadAsync((2 * Part) - (Part / 2));
            await request.SendAsync(body);
        });
        await using TestGateway gateway = await StartAsync(upstream);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 40000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await client.SendAsync(new string('a', Part));
        await hasAnswered.Task.EndsAsync();
        await client.SendAsync(new string('b', Part));
        RawAnswer answer = await client.ReadAnswerAsync("POST");
        Assert.Equal((200, body, null), (answer.Status, answer.Body, answer.Fault));
        Assert.DoesNotContain("smg_gateway_interim_responses_total{", await gateway.MetricsAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_client_that_reads_nothing_for_a_while_gets_whole_answers_in_their_order(string scheme)
    {
        const int Requests = 400;
        string link = new('a', 15_000);
        int served = 0;
        using SocketUpstream upstream = new(async request =>
        {
            int number = Interlocked.Increment(ref served);
            for (int i = 0; i < 4; i++)
            {
                await request.SendAsync($"HTTP/1.1 103 Early Hints\r\nLink: {number.ToString(CultureInfo.InvariantCulture)}{link}\r\n\r\n");
            }

            await request.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Number: {number}\r\n\r\nhi");
        });
        await using TestGateway gateway = await StartAsync(upstream, scheme);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        Task sent = client.SendAsync(string.Concat(Enumerable.Repeat(Get, Requests)));
        int read = 0;
        (int Served, long Time) last = (0, Environment.TickCount64);
        while (await CountAsync(gateway, "slow_client") == 0)
        {
            int now = Volatile.Read(ref served);
            if (now > last.Served)
            {
                last = (now, Environment.TickCount64);
            }
            else if (Environment.TickCount64 - last.Time > 5_000)
            {
                // The connection was full when a final response was written: the server waits for as long as the client likes. The next
                // time it may be an interim one.
                await ReadAsync(++read);
                last.Time = Environment.TickCount64;
            }
        }

        while (read < Requests)
        {
            await ReadAsync(++read);
        }

        await sent;

        async Task ReadAsync(int expected)
        {
            RawAnswer answer = await client.ReadAnswerAsync("GET");
            string number = expected.ToString(CultureInfo.InvariantCulture);
            Assert.Equal((200, "hi", number, null), (answer.Status, answer.Body, answer.Header("X-Number"), answer.Fault));
            string interim = $"HTTP/1.1 103 Early Hints\r\nLink: {number}{link}\r\nx-request-id: id\r\n\r\n";
            int end = answer.Raw.IndexOf("HTTP/1.1 200", StringComparison.Ordinal);
            Assert.Equal(string.Concat(Enumerable.Repeat(interim, end / interim.Length)), answer.Raw[..end]);
        }
    }

    [Fact]
    public async Task Many_connections_at_once_get_their_own_hints_alone()
    {
        using SocketUpstream upstream = new(async request =>
        {
            string name = request.Head.Split(' ')[1][1..];
            await request.SendAsync($"HTTP/1.1 103 Early Hints\r\nLink: <{name}>\r\n\r\n");
            await Task.Yield();
            await request.SendAsync(
                $"HTTP/1.1 103 Early Hints\r\nLink: <{name}>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\n\r\n{name}"
            );
        });
        await using TestGateway gateway = await StartAsync(upstream);
        ConcurrentQueue<string> wrong = [];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 16),
            async (lane, _) =>
            {
                using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
                for (int i = 0; i < 50; i++)
                {
                    string name = $"c{lane}-{i}";
                    await client.SendAsync($"GET /{name} HTTP/1.1\r\nHost: h\r\nx-request-id: {name}\r\n\r\n");
                    RawAnswer answer = await client.ReadAnswerAsync("GET");
                    string hint = $"HTTP/1.1 103 Early Hints\r\nLink: <{name}>\r\nx-request-id: {name}\r\n\r\n";
                    if (
                        answer.Body != name
                        || answer.Fault is not null
                        || !answer.Raw.StartsWith(hint + hint + "HTTP/1.1 200", StringComparison.Ordinal)
                    )
                    {
                        wrong.Enqueue(answer.Raw);
                    }
                }
            }
        );
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Take(5)));
    }
}
