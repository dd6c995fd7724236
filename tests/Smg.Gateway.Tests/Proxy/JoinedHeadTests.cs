using System.Text;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>
/// A request's head and its body leave in one write where the body has arrived; else the upstream gets the head first. Over real sockets.
/// </summary>
public sealed class JoinedHeadTests
{
    private const string Final = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private const int Requests = 30;

    [Theory]
    [InlineData(false, 2_048)]
    [InlineData(true, 2_048)]
    [InlineData(true, 12_000)]
    public async Task A_body_that_has_arrived_reaches_the_upstream_with_its_head(bool withModule, int length)
    {
        // Where both are written apart, the head is read before the body is there at least once.
        int apart = 0;
        string sent = new('b', length);
        using SocketUpstream upstream = new(async request =>
        {
            apart += request.Stream.DataAvailable ? 0 : 1;
            Assert.Equal(sent, await request.ReadAsync(length));
            await request.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream, withModule);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        for (int i = 0; i < Requests; i++)
        {
            await client.SendAsync($"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n\r\n{sent}");
            Assert.Equal((200, "hi"), await AnswerAsync(client));
        }

        // A body may have come in two pieces: without a module nobody waits for the second.
        Assert.InRange(apart, 0, withModule ? 0 : Requests / 3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public async Task The_upstream_gets_the_head_while_the_client_still_sends_the_body(string part)
    {
        TaskCompletionSource hasHead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SocketUpstream upstream = new(async request =>
        {
            hasHead.TrySetResult();
            Assert.Equal("ab", await request.ReadAsync(2));
            await request.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream, withModule: false);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{part}");
        await hasHead.Task.EndsAsync();
        await client.SendAsync("ab"[part.Length..]);
        Assert.Equal((200, "hi"), await AnswerAsync(client));
    }

    [Theory]
    [InlineData("Content-Length: 0\r\n\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", "2\r\nab\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 16000\r\n\r\n", "")]
    public async Task No_head_waits_for_bytes_that_do_not_come(string request, string body)
    {
        bool isLarge = request.Contains("16000", StringComparison.Ordinal);
        string expected = isLarge ? new string('c', 16_000) : body;
        using SocketUpstream upstream = new(async taken =>
        {
            Assert.Equal(expected, await taken.ReadAsync(expected.Length));
            await taken.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream, withModule: true);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync($"POST / HTTP/1.1\r\nHost: h\r\n{request}{(isLarge ? expected : "")}");
            Assert.Equal((200, "hi"), await AnswerAsync(client));
        }
    }

    [Fact]
    public async Task A_head_of_many_writes_arrives_whole_before_its_body()
    {
        string value = new('v', 7_000);
        StringBuilder seen = new();
        using SocketUpstream upstream = new(async request =>
        {
            seen.Append(request.Head);
            Assert.Equal("ab", await request.ReadAsync(2));
            await request.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream, withModule: true);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync(
            $"POST / HTTP/1.1\r\nHost: h\r\nx-a: {value}\r\nx-b: {value}\r\nx-c: {value}\r\nContent-Length: 2\r\n\r\nab"
        );
        Assert.Equal((200, "hi"), await AnswerAsync(client));
        Assert.Equal(3, seen.ToString().Split(value).Length - 1);
    }

    private static async Task<(int Status, string Body)> AnswerAsync(RawClient client)
    {
        RawAnswer answer = await client.ReadAnswerAsync("POST").EndsAsync();
        return (answer.Status, answer.Body);
    }

    private static async Task<TestGateway> StartAsync(SocketUpstream upstream, bool withModule)
    {
        TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync, options => options with { Upstream = upstream.Address });
        if (withModule)
        {
            await gateway.AddAsync(Guests.Continues);
        }

        return gateway;
    }
}
