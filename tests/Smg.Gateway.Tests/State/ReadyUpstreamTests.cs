using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Smg.Gateway.Tests.Proxy;

namespace Smg.Gateway.Tests.State;

/// <summary>A gateway whose readiness includes its upstream's.</summary>
public sealed class ReadyUpstreamTests
{
    private const string Silent = "The upstream does not answer GET /health within 2 s.";

    [Theory]
    [InlineData(200, true)]
    [InlineData(302, true)]
    [InlineData(404, true)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    public async Task It_is_ready_when_the_upstream_answers_below_500(int status, bool isReady)
    {
        await using TestGateway gateway = await StartAsync(context =>
        {
            Assert.Equal(
                ("GET", "/health", "?deep=1"),
                (context.Request.Method, context.Request.Path.Value, context.Request.QueryString.Value)
            );
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        (int ready, string[] reasons) = await ReadyAsync(gateway);
        Assert.Equal(isReady ? 200 : 503, ready);
        Assert.Equal(isReady ? [] : [$"The upstream answers GET /health with {status}."], reasons);
    }

    [Fact]
    public async Task It_becomes_ready_with_its_upstream()
    {
        int status = 503;
        await using TestGateway gateway = await StartAsync(context =>
        {
            context.Response.StatusCode = Volatile.Read(ref status);
            return Task.CompletedTask;
        });
        Assert.Equal(503, (await ReadyAsync(gateway)).Status);
        Volatile.Write(ref status, 200);
        await Eventually.UntilAsync(async () => (await ReadyAsync(gateway)).Status == 200);
    }

    [Fact]
    public async Task An_upstream_that_is_silent_or_gone_is_named()
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (TestGateway silent = await StartAsync(_ => end.Task))
        {
            (int none, string[] reasons) = await AskAsync(silent);
            Assert.Equal((503, Silent), (none, Assert.Single(reasons)));
            end.SetResult();
        }

        await using TestGateway gone = await StartAsync(TestUpstream.EchoAsync, new Uri("http://user:hidden@127.0.0.1:9"));
        (int status, string reason) = await OneAsync(gone);
        Assert.Equal(503, status);
        Assert.StartsWith("The upstream does not answer GET /health: Connection refused", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_ask_the_upstream_is_asked_once_at_a_time()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await StartAsync(_ => answer.Task);
        long start = Stopwatch.GetTimestamp();
        Task<(int Status, string[] Reasons)>[] asked = [.. Enumerable.Range(0, 30).Select(_ => ReadyAsync(gateway))];
        await Eventually.UntilAsync(() => gateway.Upstream.Requests == 1);
        answer.SetResult();
        Assert.All(await Task.WhenAll(asked).EndsAsync(), one => Assert.Equal(200, one.Status));

        // Who asks later than a second after the one before gets a new answer.
        Assert.InRange(gateway.Upstream.Requests, 1, 2 + (int)Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    [Fact]
    public async Task By_default_it_is_not_asked()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        Assert.Equal(200, (await ReadyAsync(gateway)).Status);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("health")]
    [InlineData("//other/health")]
    [InlineData("/\\other/health")]
    [InlineData("http://other/health")]
    [InlineData("/a b")]
    [InlineData("/a#b")]
    public void A_path_that_leads_elsewhere_is_refused(string path) =>
        Assert.Contains(
            GatewayOptionsValidator.FindFaults(new GatewayOptions { ReadyUpstreamPath = path }),
            fault => fault.ToString().StartsWith("ReadyUpstreamPath is ", StringComparison.Ordinal)
        );

    private static Task<TestGateway> StartAsync(RequestDelegate upstream, Uri? address = null) =>
        TestGateway.StartAsync(
            upstream,
            options => options with { ReadyUpstreamPath = "/health?deep=1", Upstream = address ?? options.Upstream }
        );

    private static async Task<(int Status, string Reason)> OneAsync(TestGateway gateway)
    {
        (int status, string[] reasons) = await ReadyAsync(gateway);
        return (status, Assert.Single(reasons));
    }

    /// <summary>Asks until the upstream has answered in time: on a machine that is busy elsewhere it may not.</summary>
    private static async Task<(int Status, string[] Reasons)> ReadyAsync(TestGateway gateway)
    {
        (int Status, string[] Reasons) ready = default;
        await Eventually.UntilAsync(async () => !(ready = await AskAsync(gateway)).Reasons.Contains(Silent));
        return ready;
    }

    private static async Task<(int Status, string[] Reasons)> AskAsync(TestGateway gateway)
    {
        using HttpClient admin = new() { BaseAddress = gateway.Host.AdminAddress, Timeout = Eventually.Limit };
        using HttpResponseMessage answer = await admin.GetAsync("/ready");
        using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (
            (int)answer.StatusCode,
            json.RootElement.TryGetProperty("reasons", out JsonElement reasons)
                ? [.. reasons.EnumerateArray().Select(reason => reason.GetString()!)]
                : []
        );
    }
}
