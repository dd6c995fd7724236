using Smg.Gateway.Tests.Proxy;

namespace Smg.Gateway.Tests.Forwarding;

/// <summary>How often OPTIONS and TRACE may still be forwarded (RFC 9110, 7.6.2).</summary>
public sealed class MaxForwardsTests
{
    [Theory]
    [InlineData("OPTIONS", "0", 200)]
    [InlineData("OPTIONS", "000", 200)]
    [InlineData("TRACE", "0", 405)]
    public async Task At_zero_the_gateway_answers_itself(string method, string value, int status)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        RawAnswer answer = await SendAsync(gateway, method, $"Max-Forwards: {value}\r\nAuthorization: hidden\r\nx-request-id: one\r\n");
        Assert.Equal((status, null, "one"), (answer.Status, answer.Fault, answer.Header("x-request-id")));
        Assert.DoesNotContain("hidden", answer.Raw, StringComparison.Ordinal);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("OPTIONS", "5", "4")]
    [InlineData("OPTIONS", "1", "0")]
    [InlineData("OPTIONS", "007", "6")]
    [InlineData("OPTIONS", "18446744073709551615", "18446744073709551614")]
    [InlineData("TRACE", "2", "1")]
    [InlineData("GET", "0", "0")]
    [InlineData("POST", "3", "3")]
    [InlineData("options", "0", "0")]
    [InlineData("OPTIONS", "-1", "-1")]
    [InlineData("OPTIONS", "+1", "+1")]
    [InlineData("OPTIONS", "1, 2", "1, 2")]
    [InlineData("OPTIONS", "0x1", "0x1")]
    [InlineData("OPTIONS", "18446744073709551616", "18446744073709551616")]
    public async Task Above_zero_it_is_counted_and_what_is_not_a_number_passes(string method, string value, string passed)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        RawAnswer answer = await SendAsync(gateway, method, $"Max-Forwards: {value}\r\n");
        Assert.Equal((200, passed), (answer.Status, answer.Header("echo-max-forwards")));
    }

    private static async Task<RawAnswer> SendAsync(TestGateway gateway, string method, string fields) =>
        RawAnswer.Read(
            await RawUpstream.SendRawAsync(
                gateway.Host.Address,
                $"{method} /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n{fields}\r\n"
            ),
            method
        );
}
