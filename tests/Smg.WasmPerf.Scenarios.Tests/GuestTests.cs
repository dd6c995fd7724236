using System.Text;
using Smg.Wasm.Contract;

namespace Smg.WasmPerf.Scenarios.Tests;

public sealed class GuestTests(RuntimeFixture runtime) : IClassFixture<RuntimeFixture>
{
    [Fact]
    public async Task Minimal_continues()
    {
        Assert.Same(MiddlewareAction.Continue, await runtime.CallAsync("minimal", SampleMessages.Request(100)));
        Assert.Same(MiddlewareAction.Continue, await runtime.CallAsync("minimal", SampleMessages.Response(100)));
    }

    [Theory]
    [InlineData("auth", "/v1/chat", "authorization", "Bearer secret-api-key-12345", true)]
    [InlineData("auth", "/api/x", "Authorization", "ApiKey secret-api-key-12345", true)]
    [InlineData("auth", "/api/x", "X-API-Key", "secret-api-key-12345", true)]
    [InlineData("auth", "/v1/chat", "authorization", "Bearer wrong", false)]
    [InlineData("auth", "/v1/chat", "authorization", "secret-api-key-12345", false)]
    [InlineData("auth", "/v1/chat", "other", "secret-api-key-12345", false)]
    [InlineData("auth", "/health", "other", "", true)]
    [InlineData("js-auth", "/v1/chat", "authorization", "Bearer secret-api-key-12345", true)]
    [InlineData("js-auth", "/v1/chat", "x-api-key", "secret-api-key-1234", false)]
    [InlineData("js-auth", "/health", "other", "", true)]
    public async Task Auth_lets_the_key_pass(string guest, string path, string header, string value, bool passes)
    {
        MiddlewareRequest request = new() { Path = path, Headers = [new Header(header, value)] };
        Assert.Equal(passes ? MiddlewareAction.Continue : new RejectAction(401), await runtime.CallAsync(guest, request));
    }

    [Theory]
    [InlineData("/api/x", true)]
    [InlineData("/v1/x", true)]
    [InlineData("/health", false)]
    public async Task Logging_adds_its_headers(string path, bool isApi)
    {
        ModifyAction action = Assert.IsType<ModifyAction>(
            await runtime.CallAsync(
                "logging",
                new MiddlewareRequest
                {
                    Path = path,
                    RequestId = "r-7",
                    NowEpochMs = 1_700_000_000_123,
                }
            )
        );
        Header[] headers = [.. action.HeadersSet, .. action.HeadersAdd];
        Assert.Contains(new Header("x-request-id", "r-7"), headers);
        Assert.Contains(new Header("x-wasm-processed", "true"), headers);
        Assert.Contains(new Header("x-processed-at", "1700000000123"), headers);
        Assert.Equal(isApi, headers.Contains(new Header("x-api-route", "true")));
    }

    [Theory]
    [InlineData(500, 503)]
    [InlineData(200, null)]
    [InlineData(502, null)]
    public async Task Logging_turns_500_into_503(int status, int? changed)
    {
        MiddlewareAction action = await runtime.CallAsync("logging", new MiddlewareResponse { Status = (ushort)status });
        Assert.Equal((ushort?)changed, (action as ModifyAction)?.Status);
    }

    [Theory]
    [InlineData("body-rewrite")]
    [InlineData("js-rewrite")]
    public async Task Rewrite_masks_every_secret(string guest)
    {
        byte[] body = Encoding.ASCII.GetBytes("secret, secre, secretsecret; sec\0ret");
        const string Expected = "******, secre, ************; sec\0ret";
        foreach (
            MiddlewareInput input in (MiddlewareInput[])[new MiddlewareRequest { Body = body }, new MiddlewareResponse { Body = body }]
        )
        {
            ModifyAction action = Assert.IsType<ModifyAction>(await runtime.CallAsync(guest, input));
            Assert.Equal(Expected, Encoding.ASCII.GetString(action.BodyReplace!.Value.Span));
        }
    }

    [Fact]
    public async Task Rewrite_keeps_bytes_that_are_no_text()
    {
        byte[] body = new byte[10_000];
        new Random(3).NextBytes(body);
        ModifyAction action = Assert.IsType<ModifyAction>(await runtime.CallAsync("body-rewrite", new MiddlewareRequest { Body = body }));
        Assert.Equal(body, action.BodyReplace!.Value.ToArray());
    }

    [Fact]
    public async Task Rate_limit_lets_the_first_request_of_an_instance_pass() =>
        Assert.Same(MiddlewareAction.Continue, await runtime.CallAsync("rate-limit", SampleMessages.Request(0)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public async Task Echo_gives_everything_back(int bodyBytes)
    {
        byte[] body = new byte[bodyBytes];
        new Random(bodyBytes).NextBytes(body);
        MiddlewareRequest request = new()
        {
            Method = "PÖST",
            Path = "/\u4e16\u754c",
            Query = "",
            RequestId = "\ud83d\ude00",
            NowEpochMs = ulong.MaxValue,
            Headers = [new Header("a", "1"), new Header("a", "2"), new Header("", "")],
            Body = body,
        };
        ModifyAction action = Assert.IsType<ModifyAction>(await runtime.CallAsync("echo", request));
        Assert.Equal(request.Headers, action.HeadersSet);
        Assert.Equal(["method", "path", "query", "request-id", "now-epoch-ms"], action.HeadersAdd.Select(header => header.Name));
        Assert.Equal(
            [request.Method, request.Path, request.Query, request.RequestId, "18446744073709551615"],
            action.HeadersAdd.Select(header => header.Value)
        );
        Assert.Equal(["a", "a", ""], action.HeadersRemove);
        Assert.Equal(body, action.BodyReplace!.Value.ToArray());
    }
}
