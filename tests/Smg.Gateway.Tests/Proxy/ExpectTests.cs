using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Clients that wait for 100 (Continue), in front of upstreams that know no such thing, over real sockets.</summary>
public sealed class ExpectTests
{
    private const string Head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    private const string Final = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    /// <summary>Answers 417 to a request that has a header with the name "expect".</summary>
    private static readonly WasmModule RejectsWith417IfExpecting = new WatGuest
    {
        OnRequest = """
            (i32.store8 (i32.const 16) (i32.const 0))
            (block $done (loop $next
                (br_if $done (i32.ge_u (local.get $i) (local.get 7)))
                (if (i32.and
                      (i32.eq (i32.load offset=4 (i32.add (local.get 6) (i32.shl (local.get $i) (i32.const 4)))) (i32.const 6))
                      (i32.eq
                        (i32.load (i32.load (i32.add (local.get 6) (i32.shl (local.get $i) (i32.const 4)))))
                        (i32.const 0x65707865)))
                  (then
                    (i32.store8 (i32.const 16) (i32.const 1))
                    (i32.store16 (i32.const 20) (i32.const 417))))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br $next)))
            (i32.const 16)
            """,
    }.ToModule("expects");

    [Fact]
    public async Task An_upstream_that_sends_no_100_gets_a_body_that_was_read_for_modules_with_its_head()
    {
        List<(string Head, bool HasBody, string Body)> received = [];
        using SocketUpstream upstream = new(async request =>
        {
            bool hasBody = request.Stream.DataAvailable;
            received.Add((request.Head, hasBody, await request.ReadAsync(2)));
            await request.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream);
        await gateway.AddAsync(Guests.Continues);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync(Head);
            Assert.StartsWith("HTTP/1.1 100 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
            await client.SendAsync("ok");
            RawAnswer answer = await client.ReadAnswerAsync("POST");
            Assert.Equal((200, "hi", null), (answer.Status, answer.Body, answer.Fault));
        }

        Assert.Equal(3, received.Count);
        Assert.All(received, request => Assert.DoesNotContain("Expect", request.Head, StringComparison.OrdinalIgnoreCase));
        Assert.All(received, request => Assert.Equal((true, "ok"), (request.HasBody, request.Body)));
    }

    [Fact]
    public async Task A_module_behind_sees_what_the_upstream_sees()
    {
        List<string> heads = [];
        using SocketUpstream upstream = new(async request =>
        {
            heads.Add(request.Head);
            await request.ReadAsync(2);
            await request.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream);
        await AddInFrontAsync(gateway, ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-early", "1")] }));
        await gateway.AddAsync(RejectsWith417IfExpecting);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync(Head + "ok");
        RawAnswer answer = await client.ReadAnswerAsync("POST");
        Assert.Equal((200, "hi", null), (answer.Status, answer.Body, answer.Fault));
        string head = Assert.Single(heads);
        Assert.Contains("x-early: 1", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Expect", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_body_that_a_module_in_front_replaced_is_not_held_back()
    {
        List<string> heads = [];
        using SocketUpstream upstream = new(async request =>
        {
            heads.Add(request.Head);
            Assert.Equal("new", await request.ReadAsync(3));
            await request.SendAsync(Final);
        });
        await using TestGateway gateway = await StartAsync(upstream);
        await AddInFrontAsync(gateway, ActionGuest.Modify(new ModifyAction { BodyReplace = "new"u8.ToArray() }));
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);
        await client.SendAsync(Head);
        RawAnswer answer = await client.ReadAnswerAsync("POST");
        Assert.Equal((200, "hi", null), (answer.Status, answer.Body, answer.Fault));
        Assert.DoesNotContain("Expect", Assert.Single(heads), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_upstream_refuses_a_body_that_streams_before_the_client_sends_it()
    {
        List<string> heads = [];
        using SocketUpstream upstream = new(request =>
        {
            heads.Add(request.Head);
            return request.SendAsync("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
        });
        await using TestGateway gateway = await StartAsync(upstream);
        using RawClient client = await RawClient.ConnectAsync(gateway.Host.Address);

        // .NET's client sends a body of up to 1 KiB all the same, to keep the connection.
        await client.SendAsync(Head.Replace("Length: 2", "Length: 2000", StringComparison.Ordinal));
        RawAnswer answer = await client.ReadAnswerAsync("POST");
        Assert.StartsWith("HTTP/1.1 417", answer.Raw, StringComparison.Ordinal);
        Assert.Contains("Expect: 100-continue", Assert.Single(heads), StringComparison.OrdinalIgnoreCase);
    }

    private static Task AddInFrontAsync(TestGateway gateway, WasmModule module) =>
        gateway.AddAsync(module, new ModuleRegistration(module.Name, [AttachPoint.OnRequest]) { NeedsBody = false, DryRun = false });

    private static Task<TestGateway> StartAsync(SocketUpstream upstream) =>
        TestGateway.StartAsync(TestUpstream.EchoAsync, options => options with { Upstream = upstream.Address });
}
