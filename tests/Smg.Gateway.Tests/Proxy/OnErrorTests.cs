using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Proxy;

public sealed class OnErrorTests
{
    private static readonly WasmModule Apologises = ActionGuest.Modify(
        new ModifyAction
        {
            Status = 503,
            HeadersSet = [new Header("content-type", "application/json"), new Header("retry-after", "7")],
            BodyReplace = "{\"error\":\"later\"}"u8.ToArray(),
        },
        "apologises"
    );

    [Theory]
    [InlineData(AttachPoint.OnRequest)]
    [InlineData(AttachPoint.OnResponse)]
    public async Task A_module_answers_for_one_that_failed(AttachPoint failsAt)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.Answers("secret"u8.ToArray()));
        await gateway.AddAsync(
            failsAt == AttachPoint.OnRequest ? Guests.Traps : new WatGuest { OnResponse = "unreachable" }.ToModule("traps"),
            failsAt
        );
        await gateway.AddAsync(Apologises, AttachPoint.OnError);
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal(
            (503, "{\"error\":\"later\"}", 17L),
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentLength)
        );
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(response.Headers.GetValues("x-request-id"));
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("smg-failure", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_rejection_that_a_module_decided_on_is_no_failure()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        await gateway.AddAsync(ActionGuest.Reject(401));
        await gateway.AddAsync(Apologises, AttachPoint.OnError);
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal((401, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Where_the_module_for_failures_fails_too_the_answer_stays()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        await gateway.AddAsync(Guests.Traps);
        await gateway.AddAsync(new WatGuest { OnError = "unreachable" }.ToModule("traps too"), AttachPoint.OnError);
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal((500, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("smg-failure", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("HEAD", 503)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    public async Task An_answer_that_has_no_body_gets_none(string method, int status)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        await gateway.AddAsync(Guests.Traps);
        await gateway.AddAsync(
            ActionGuest.Modify(new ModifyAction { Status = (ushort)status, BodyReplace = "none"u8.ToArray() }),
            AttachPoint.OnError
        );
        for (int i = 0; i < 2; i++)
        {
            using HttpRequestMessage request = new(new HttpMethod(method), "/");
            using HttpResponseMessage response = await gateway.Client.SendAsync(request);
            Assert.Equal((status, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        }
    }
}
