using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

public sealed class ResponseTests
{
    private static readonly WasmModule Rewrites = ActionGuest.Modify(
        new ModifyAction
        {
            Status = 203,
            HeadersSet = [new Header("x-one", "1"), new Header("x-dash", "\u2014")],
            HeadersRemove = ["x-upstream"],
            BodyReplace = "rewritten"u8.ToArray(),
        }
    );

    [Fact]
    public async Task A_changed_response_has_the_new_status_headers_body_and_length()
    {
        await using TestGateway gateway = await StartAsync(TestUpstream.Answers(new byte[100]), Rewrites);
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal(
            (203, 9L, "rewritten"),
            ((int)response.StatusCode, response.Content.Headers.ContentLength, await response.Content.ReadAsStringAsync())
        );
        Assert.Equal(["1"], response.Headers.GetValues("x-one"));
        Assert.False(response.Headers.Contains("x-upstream"));

        // What does not fit a byte goes out as UTF-8.
        Assert.Equal("\u2014"u8.ToArray(), Encoding.Latin1.GetBytes(response.Headers.GetValues("x-dash").Single()));
    }

    [Fact]
    public async Task Of_a_rejected_response_nothing_is_left()
    {
        await using TestGateway gateway = await StartAsync(TestUpstream.Answers("secret"u8.ToArray()), ActionGuest.Reject(451));
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal((451, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.False(response.Headers.Contains("x-upstream"));
        Assert.NotEmpty(response.Headers.GetValues("x-request-id"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task A_response_that_no_module_changes_comes_out_byte_for_byte(int length)
    {
        byte[] body = new byte[length];
        new Random(length).NextBytes(body);
        await using TestGateway gateway = await StartAsync(
            TestUpstream.Answers(body, status: 404),
            new WatGuest { OnResponse = WatGuest.Continue }.ToModule("passes")
        );
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal((404, (long)length), ((int)response.StatusCode, response.Content.Headers.ContentLength));
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(["yes"], response.Headers.GetValues("x-upstream"));
    }

    [Fact]
    public async Task An_answer_to_HEAD_has_no_body_whatever_a_module_gives_it()
    {
        await using TestGateway gateway = await StartAsync(TestUpstream.Answers(new byte[100]), Rewrites);
        using HttpRequestMessage request = new(HttpMethod.Head, "/");
        using HttpResponseMessage response = await gateway.Client.SendAsync(request);
        Assert.Equal((203, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        using HttpResponseMessage next = await gateway.Client.GetAsync("/");
        Assert.Equal("rewritten", await next.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("text/event-stream; charset=utf-8")]
    [InlineData("application/x-ndjson")]
    public async Task A_stream_passes_by_the_modules_that_let_it_and_is_not_held_back(string type)
    {
        TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await TestGateway.StartAsync(async context =>
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync("first\n");
            await context.Response.Body.FlushAsync();
            await second.Task;
            await context.Response.WriteAsync("second\n");
        });
        WasmModule module = ActionGuest.Reject(451);
        await gateway.AddAsync(
            module,
            new ModuleRegistration(module.Name, [AttachPoint.OnResponse]) { OnStream = StreamPolicy.Pass, DryRun = false }
        );
        using HttpResponseMessage response = await gateway.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync());
        Assert.Equal("first", await lines.ReadLineAsync().EndsAsync());
        second.SetResult();
        Assert.Equal("second", await lines.ReadLineAsync().EndsAsync());
        Assert.Null(await lines.ReadLineAsync());
    }

    [Theory]
    [InlineData(FailurePolicy.Closed, 502)]
    [InlineData(FailurePolicy.Open, 200)]
    public async Task A_response_that_is_too_long_for_a_module_passes_where_it_may_fail(FailurePolicy policy, int status)
    {
        byte[] body = new byte[2_000_000];
        new Random(1).NextBytes(body);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.Answers(body),
            options => options.Change(() => options.SmgWasm.Runtime = TestGateway.SmallRuntime with { MaxBodySize = 100_000 })
        );
        await gateway.AddAsync(Rewrites, AttachPoint.OnResponse, policy);
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(policy == FailurePolicy.Open ? body : [], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_response_that_is_cut_off_is_no_whole_one()
    {
        await using TestGateway gateway = await StartAsync(
            async context =>
            {
                context.Response.ContentLength = 100;
                await context.Response.Body.WriteAsync(new byte[10]);
                await context.Response.Body.FlushAsync();
                context.Abort();
            },
            Rewrites
        );
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    private static async Task<TestGateway> StartAsync(RequestDelegate upstream, WasmModule module)
    {
        TestGateway gateway = await TestGateway.StartAsync(upstream);
        await gateway.AddAsync(module, AttachPoint.OnResponse);
        return gateway;
    }
}
