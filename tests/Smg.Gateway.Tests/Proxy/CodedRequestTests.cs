using System.Globalization;
using Smg.Gateway.Tests.Messages;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>Requests whose body has a content coding: a guard sees what the upstream will read, or the request does not pass it.</summary>
[Trait("Category", "Hostile")]
public sealed class CodedRequestTests
{
    private const string Refused = "HTTP/1.1 451 ";
    private static readonly byte[] Bad = """{"prompt":"the secret word"}"""u8.ToArray();
    private static readonly byte[] Good = """["prompt","another word"]"""u8.ToArray();

    /// <summary>Refuses a request whose body begins with a brace.</summary>
    private static readonly WasmModule Guards = new WatGuest
    {
        OnRequest = """
            (if (result i32) (i32.and (i32.gt_u (local.get 9) (i32.const 0)) (i32.eq (i32.load8_u (local.get 8)) (i32.const 0x7b)))
              (then (i32.const 64)) (else (i32.const 16)))
            """,
        Core = """(data (i32.const 64) "\01\00\00\00\c3\01\00\00")""",
    }.ToModule("guards");

    public static TheoryData<string> Codings() => ["gzip", "x-gzip", "deflate", "raw-deflate", "br", "gzip, br"];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_guard_reads_a_coded_body_and_the_upstream_gets_what_it_read(string codings)
    {
        await using TestGateway gateway = await StartAsync();
        foreach (bool isEarly in new[] { false, true })
        {
            if (isEarly)
            {
                WasmModule early = ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-early", "1")] }, "early");
                await gateway.AddAsync(
                    early,
                    new ModuleRegistration(early.Name, [AttachPoint.OnRequest])
                    {
                        NeedsBody = false,
                        Order = -1,
                        DryRun = false,
                    }
                );
            }

            foreach (bool isChunked in new[] { false, true })
            {
                string refused = await SendAsync(gateway, ContentCodingTests.Encode(Bad, codings), codings, isChunked);
                Assert.StartsWith(Refused, refused, StringComparison.Ordinal);
                string passed = await SendAsync(gateway, ContentCodingTests.Encode(Good, codings), codings, isChunked);
                Assert.StartsWith("HTTP/1.1 200", passed, StringComparison.Ordinal);
                Assert.EndsWith(System.Text.Encoding.Latin1.GetString(Good), passed, StringComparison.Ordinal);
                Assert.DoesNotContain("echo-content-encoding", passed, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("echo-content-digest", passed, StringComparison.OrdinalIgnoreCase);
                Assert.Equal(isEarly, passed.Contains("echo-x-early", StringComparison.OrdinalIgnoreCase));
                if (!isChunked)
                {
                    Assert.Contains(
                        string.Create(CultureInfo.InvariantCulture, $"echo-Content-Length: {Good.Length}\r\n"),
                        passed,
                        StringComparison.OrdinalIgnoreCase
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData("zstd", false)]
    [InlineData("gzip", true)]
    public async Task What_cannot_be_decoded_is_refused_and_passes_open_modules_as_it_came(string coding, bool isCut)
    {
        byte[] body = isCut ? ContentCodingTests.Encode(Bad, coding)[..^3] : Bad;
        await using TestGateway gateway = await StartAsync();
        string refused = await SendAsync(gateway, body, coding, isChunked: false);
        Assert.StartsWith("HTTP/1.1 415", refused, StringComparison.Ordinal);
        Assert.Contains("Accept-Encoding: gzip, br, deflate\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("body_not_decodable", refused, StringComparison.Ordinal);
        Assert.Equal(0, gateway.Upstream.Requests);
        await using TestGateway open = await StartAsync(FailurePolicy.Open);
        string passed = await SendAsync(open, body, coding, isChunked: false);
        Assert.StartsWith("HTTP/1.1 200", passed, StringComparison.Ordinal);
        Assert.Contains($"echo-Content-Encoding: {coding}\r\n", passed, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(System.Text.Encoding.Latin1.GetString(body), passed, StringComparison.Ordinal);
        Assert.Contains(
            "smg_gateway_module_skips_total{module=\"guards\",reason=\"not_decodable\"} 1",
            await open.MetricsAsync(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("chunked, chunked")]
    public async Task A_transfer_coding_that_the_gateway_does_not_undo_is_refused(string codings)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        string got = await RawUpstream.SendRawAsync(
            gateway.Host.Address,
            $"POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: {codings}\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 501", got, StringComparison.Ordinal);
        Assert.Contains("transfer_coding_refused", got, StringComparison.Ordinal);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task Decoding_stops_at_the_body_limit()
    {
        await using TestGateway gateway = await StartAsync();
        string got = await SendAsync(gateway, ContentCodingTests.Encode(new byte[20_000_000], "gzip"), "gzip", isChunked: false);
        Assert.StartsWith("HTTP/1.1 413", got, StringComparison.Ordinal);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task Where_no_module_needs_the_body_it_passes_as_it_came()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        byte[] body = ContentCodingTests.Encode(Bad, "gzip");
        string passed = await SendAsync(gateway, body, "gzip", isChunked: false);
        Assert.Contains("echo-Content-Encoding: gzip\r\n", passed, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(System.Text.Encoding.Latin1.GetString(body), passed, StringComparison.Ordinal);
    }

    private static async Task<TestGateway> StartAsync(FailurePolicy policy = FailurePolicy.Closed)
    {
        TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        await gateway.AddAsync(Guards, AttachPoint.OnRequest, policy);
        return gateway;
    }

    private static Task<string> SendAsync(TestGateway gateway, byte[] body, string codings, bool isChunked)
    {
        string text = System.Text.Encoding.Latin1.GetString(body);
        string length = isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}";
        return RawUpstream.SendRawAsync(
            gateway.Host.Address,
            $"POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                + $"Content-Encoding: {codings.Replace("raw-", "", StringComparison.Ordinal)}\r\n"
                + $"Content-Digest: sha-256=:AA==:\r\n{length}\r\n\r\n"
                + (isChunked ? $"{body.Length:x}\r\n{text}\r\n0\r\n\r\n" : text)
        );
    }
}
