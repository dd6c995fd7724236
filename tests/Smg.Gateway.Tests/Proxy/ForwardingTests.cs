using System.Net;
using System.Net.Sockets;
using System.Text;
using Smg.Wasm.AspNetCore.Forwarding;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>What a forwarded request says of its client, and what ends at the gateway.</summary>
public sealed class ForwardingTests
{
    private static readonly IPNetwork Loopback = IPNetwork.Parse("127.0.0.0/8");

    [Theory]
    [InlineData("Connection: X-Hop, close\r\nX-Hop: 1\r\n", "echo-x-hop")]
    [InlineData("Connection: X-Hop\r\nConnection: close\r\nX-Hop: 1\r\n", "echo-x-hop")]
    [InlineData("Connection: close\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\n", "echo-x-hop")]
    [InlineData("Connection: close, authorization\r\nAuthorization: x\r\n", "echo-authorization")]
    [InlineData("Connection: close\r\nX-Forwarded-For: 1.2.3.4\r\n", "1.2.3.4")]
    [InlineData("Connection: close\r\nForwarded: for=1.2.3.4\r\n", "echo-forwarded")]
    [InlineData("Connection: close\r\nX-Forwarded-Host: evil\r\n", "evil")]
    public async Task What_ends_here_does_not_reach_the_upstream(string fields, string absent)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        string answer = await GetAsync(gateway, fields);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(absent, answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("echo-x-forwarded-for: 127.0.0.1\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("echo-x-forwarded-proto: http\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("echo-x-forwarded-host: h\r\n", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("close", "close")]
    [InlineData("keep-alive", "keep-alive")]
    [InlineData("Upgrade, HTTP2-Settings", "Upgrade, HTTP2-Settings")]
    [InlineData("X-Hop", "X-Hop, keep-alive, close")]
    [InlineData("close, X-Hop", "close, X-Hop, keep-alive, close")]
    public void Names_beside_one_known_option_survive_the_server(string sent, string read) =>
        Assert.Equal(read, ConnectionFieldEncoding.Instance.GetString(Encoding.ASCII.GetBytes(sent)));

    [Fact]
    public async Task Framing_and_host_cannot_be_named_away()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        string answer = await GetAsync(gateway, "Connection: close, Content-Length, Host\r\nContent-Length: 5\r\n", "hello");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_proxy_is_believed_and_extended()
    {
        ForwardingRules rules = new() { TrustedProxies = [Loopback], ClientFields = ClientFields.Both };
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Forwarding = rules }
        );
        string answer = await GetAsync(
            gateway,
            "Connection: close\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nForwarded: for=1.2.3.4\r\n"
        );
        Assert.Contains(
            "echo-x-forwarded-for: 1.2.3.4,127.0.0.1\r\n",
            answer.Replace(", ", ",", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Contains("echo-x-forwarded-proto: https\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("for=127.0.0.1;proto=http;host=\"h\"", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(nameof(UpstreamHost.Upstream))]
    [InlineData(nameof(UpstreamHost.Client))]
    public async Task The_upstream_gets_the_host_of_the_setting(string setting)
    {
        UpstreamHost host = Enum.Parse<UpstreamHost>(setting);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Forwarding = new ForwardingRules { Host = host } }
        );
        string answer = await GetAsync(gateway, "Connection: close\r\n");
        string wanted = host == UpstreamHost.Client ? "h" : gateway.Upstream.Address.Authority;
        Assert.Contains($"echo-host: {wanted}\r\n", answer, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> GetAsync(TestGateway gateway, string fields, string body = "")
    {
        using TcpClient client = new("127.0.0.1", gateway.Host.Address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"POST /a HTTP/1.1\r\nHost: h\r\n{fields}\r\n{body}"));
        using StreamReader reader = new(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync().EndsAsync();
    }
}
