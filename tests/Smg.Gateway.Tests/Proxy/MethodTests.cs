using System.Net.Sockets;
using System.Text;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Methods are case-sensitive and reach the upstream as they were sent.</summary>
public sealed class MethodTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("get")]
    [InlineData("Post")]
    [InlineData("oPTIONS")]
    [InlineData("pAtch")]
    [InlineData("FOO")]
    [InlineData("QUERY")]
    [InlineData("m-search~1")]
    public async Task A_method_passes_unchanged(string method)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        await gateway.AddAsync(Guests.Continues);
        string answer = await SendAsync(gateway, $"{method} /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
        Assert.Contains($"\r\nx-method: {method}\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($": {method}\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("hello", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_authority_of_an_absolute_target_replaces_host()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        string answer = await SendAsync(gateway, "GET http://other.example/x/../a?b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("x-target: /a?b\r\n", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_refused_target_gets_400_with_the_name_of_the_setting_and_an_id()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        string answer = await SendAsync(gateway, "GET /v1%2fchat HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("encoded_slash", answer, StringComparison.Ordinal);
        Assert.Contains("x-request-id:", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    private static async Task<string> SendAsync(TestGateway gateway, string request)
    {
        using TcpClient client = new("127.0.0.1", gateway.Host.Address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using StreamReader reader = new(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync().EndsAsync();
    }
}
