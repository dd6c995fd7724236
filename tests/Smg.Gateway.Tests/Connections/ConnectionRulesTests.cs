using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Forwarding;

namespace Smg.Gateway.Tests.Connections;

/// <summary>How many connections clients of a whole gateway may have, and which is closed for another.</summary>
[Trait("Category", "Hostile")]
public sealed class ConnectionRulesTests
{
    private static readonly IPAddress Here = IPAddress.Loopback;
    private static readonly IPAddress There = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task An_address_has_its_limit_and_another_is_free_of_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The whole of 127.0.0.0/8 is this machine on Linux.");
        using TestLog log = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Connections = new ConnectionRules { MaxPerAddress = 2 } },
            log
        );
        using TcpClient one = await OpenAsync(gateway, Here);
        using TcpClient two = await OpenAsync(gateway, Here);
        Assert.True(await IsServedAsync(one));
        Assert.True(await IsServedAsync(two));
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 20; i++)
        {
            Assert.False(await IsNewServedAsync(gateway));
        }

        using TcpClient other = await OpenAsync(gateway, There);
        Assert.True(await IsServedAsync(other));
        Assert.True(await IsServedAsync(one));

        // A line in ten seconds.
        string[] lines = log.Lines("AddressRefused");
        Assert.InRange(lines.Length, 1, 1 + ((int)Stopwatch.GetElapsedTime(start).TotalSeconds / 10));
        Assert.StartsWith(
            "A connection from 127.0.0.1 was closed: that address has reached its limit of 2 connections",
            lines[0],
            StringComparison.Ordinal
        );

        one.Dispose();
        await Eventually.UntilAsync(async () => (await IsNewServedAsync(gateway)));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task By_default_and_for_trusted_proxies_an_address_has_no_limit(bool isTrusted, int limit)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options =>
                options with
                {
                    Connections = limit == 0 ? options.Connections : new ConnectionRules { MaxPerAddress = limit },
                    Forwarding = new ForwardingRules { TrustedProxies = isTrusted ? [IPNetwork.Parse("127.0.0.0/8")] : [] },
                }
        );
        List<TcpClient> clients = [];
        for (int i = 0; i < 40; i++)
        {
            clients.Add(await OpenAsync(gateway, Here));
        }

        foreach (TcpClient client in clients)
        {
            Assert.True(await IsServedAsync(client));
            client.Dispose();
        }
    }

    [Fact]
    public async Task The_connection_that_is_idle_for_longest_makes_place()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Connections = new ConnectionRules { Max = 2 } }
        );
        using TcpClient one = await OpenAsync(gateway, Here);
        using TcpClient two = await OpenAsync(gateway, Here);
        Assert.True(await IsServedAsync(two));
        await Task.Delay(50);
        Assert.True(await IsServedAsync(one));
        using TcpClient three = await OpenAsync(gateway, Here);
        Assert.True(await IsServedAsync(three));
        Assert.False(await IsServedAsync(two));
        Assert.True(await IsServedAsync(one));
    }

    [Theory]
    [InlineData("Http1")]
    [InlineData("Http2")]
    public async Task A_connection_whose_request_runs_is_not_idle(string protocols)
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Dictionary<string, string?> listener = new()
        {
            ["Kestrel:Endpoints:A:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:A:Protocols"] = protocols,
        };
        await using TestGateway gateway = await TestGateway.StartAsync(
            async context =>
            {
                arrived.SetResult();
                await answer.Task;
                await context.Response.WriteAsync("whole");
            },
            options =>
                options with
                {
                    Connections = new ConnectionRules { Max = 1 },
                    Kestrel = new ConfigurationBuilder().AddInMemoryCollection(listener).Build().GetSection("Kestrel"),
                }
        );
        using HttpClient client = new()
        {
            BaseAddress = gateway.Host.Address,
            DefaultRequestVersion = protocols == "Http2" ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        Task<string> request = client.GetStringAsync("/");
        await arrived.Task.EndsAsync();
        using TcpClient waits = await OpenAsync(gateway, Here);

        // An idle connection would be closed after a second.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        answer.SetResult();
        Assert.Equal("whole", await request.EndsAsync());
    }

    /// <summary>Whether a new connection gets an answer; it is closed again.</summary>
    private static async Task<bool> IsNewServedAsync(TestGateway gateway)
    {
        try
        {
            using TcpClient client = await OpenAsync(gateway, Here);
            return await IsServedAsync(client);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<TcpClient> OpenAsync(TestGateway gateway, IPAddress from)
    {
        TcpClient client = new(new IPEndPoint(from, 0));
        await client.ConnectAsync(IPAddress.Loopback, gateway.Host.Address.Port);
        return client;
    }

    /// <summary>Whether a connection still gets an answer; it stays open.</summary>
    private static async Task<bool> IsServedAsync(TcpClient client)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
            byte[] buffer = new byte[16 * 1024];
            int read = await stream.ReadAsync(buffer).AsTask().EndsAsync();
            return Encoding.ASCII.GetString(buffer, 0, read).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
