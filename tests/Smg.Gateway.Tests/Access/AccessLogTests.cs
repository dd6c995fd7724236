using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Smg.Gateway.Tests.Admin;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.Contract;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Access;

/// <summary>A line for each request, whatever the request holds and whoever reads the line.</summary>
public sealed class AccessLogTests
{
    private const string Close = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";

    [Fact]
    public async Task A_request_has_a_line_of_JSON_with_its_id_its_modules_and_its_times()
    {
        using TestOutput output = new();
        await using TestGateway gateway = await StartAsync(output, AccessLogFormat.Json);
        await gateway.AddAsync(Guests.Continues);
        await gateway.AddAsync(
            ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-seen", "1")] }, "marks"),
            AttachPoint.OnResponse
        );
        await RawUpstream.SendRawAsync(
            gateway.Host.Address,
            $"POST /a/b?key=hidden{Close}x-request-id: one\r\nAuthorization: hidden\r\nContent-Length: 6\r\n\r\nhidden"
        );
        JsonElement line = Assert.Single(await LinesAsync(gateway, output));
        Assert.DoesNotContain("hidden", line.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("one", line.GetProperty("request_id").GetString());
        Assert.Equal("127.0.0.1", line.GetProperty("client").GetString());
        string[] head = ["method", "path", "protocol"];
        Assert.Equal(["POST", "/a/b", "HTTP/1.1"], head.Select(name => line.GetProperty(name).GetString()!));
        Assert.Equal((200, 6), (line.GetProperty("status").GetInt32(), line.GetProperty("response_bytes").GetInt32()));
        Assert.False(line.GetProperty("cut").GetBoolean());
        Assert.True(DateTimeOffset.UtcNow - line.GetProperty("time").GetDateTimeOffset() < Eventually.Limit);
        string[] modules =
        [
            .. line.GetProperty("modules")
                .EnumerateArray()
                .Select(one => $"{one.GetProperty("name")} {one.GetProperty("at")} {one.GetProperty("outcome")}"),
        ];
        Assert.Equal(["continues OnRequest continue", "marks OnResponse modify"], modules);
        double all = line.GetProperty("duration_ms").GetDouble();
        double parts =
            line.GetProperty("upstream_ms").GetDouble()
            + line.GetProperty("modules").EnumerateArray().Sum(one => one.GetProperty("duration_ms").GetDouble());
        Assert.InRange(parts, 0.001, all);
    }

    [Fact]
    public async Task A_request_has_a_line_of_text()
    {
        using TestOutput output = new();
        await using TestGateway gateway = await StartAsync(output, AccessLogFormat.Text);
        await gateway.AddAsync(Guests.Continues);
        await RawUpstream.SendRawAsync(gateway.Host.Address, $"GET /a?key=hidden{Close}x-request-id: one\r\n\r\n");
        await gateway.Host.StopAsync();
        string pattern =
            "^\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}Z 127\\.0\\.0\\.1 \"GET /a HTTP/1\\.1\" 200 0 [0-9.]+ms id=one upstream=[0-9.]+ms "
            + "\"continues\"@OnRequest=continue:[0-9.]+ms$";
        Assert.Matches(pattern, Assert.Single(output.Lines));
    }

    /// <summary>Requests whose bytes could end a line, a string or a log.</summary>
    public static TheoryData<string, int, string> Hostile =>
        new()
        {
            { $"GET /a\"b\\c{Close}", 400, "/a\"b\\c" },
            { $"GET /a\u0001\u001b[2J\u007f?key=hidden{Close}", 400, "/a\u0001\u001b[2J\u007f" },
            { $"GET /%0a%22%7b%7d?key=hidden{Close}", 400, "/%0a%22%7b%7d" },
            { $"GET /a#hidden{Close}", 400, "/a" },
            { $"GET http://user:hidden@h/a{Close}", 400, "" },
            { $"GET /'<script>&{{}}{Close}", 200, "/'<script>&{}" },
            { $"GET /ok{Close}x-request-id: \"}}{{\"forged\":1,\"hidden\\\r\n", 200, "/ok" },
            { $"GET /ok{Close}x-request-id: \u00e4\u00ff\u0085\u00a0hidden\r\n", 200, "/ok" },
            { $"GET /ok{Close}x-request-id: a\r\nx-request-id: hidden\r\n", 200, "/ok" },
            { $"GET /ok{Close}Authorization: \u00ffhidden\t\"\r\nUser-Agent: hidden\u0085\r\n", 200, "/ok" },
            { $"!#$%&'*+-.^_`|~ /ok{Close}", 200, "/ok" },
            { $"GET /{new string('a', 6000)}{Close}", 200, "/" + new string('a', 6000) },
        };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Whatever_a_request_holds_is_one_line(string request, int status, string path)
    {
        foreach (AccessLogFormat format in new[] { AccessLogFormat.Json, AccessLogFormat.Text })
        {
            using TestOutput output = new();
            await using TestGateway gateway = await StartAsync(output, format);
            await gateway.AddAsync(Guests.Continues, new ModuleRegistration("m\" {}\u00e4", [AttachPoint.OnRequest]));
            Assert.Equal(status, RawAnswer.Read(await RawUpstream.SendRawAsync(gateway.Host.Address, request + "\r\n"), "GET").Status);
            await gateway.Host.StopAsync();
            string line = Assert.Single(output.Lines);
            Assert.DoesNotContain(line, letter => char.IsControl(letter) || letter > '~');
            Assert.DoesNotContain("hidden", line, StringComparison.Ordinal);
            if (format == AccessLogFormat.Json)
            {
                using JsonDocument json = JsonDocument.Parse(line);
                Assert.Equal(path, json.RootElement.GetProperty("path").GetString());
                Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
                Assert.Equal(
                    status == 200 ? ["m\" {}\u00e4"] : [],
                    json.RootElement.GetProperty("modules").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)
                );
            }
        }
    }

    [Fact]
    public async Task What_is_refused_or_fails_has_a_line_too()
    {
        using TestOutput output = new();
        await using (
            TestAdmin admin = await TestAdmin.StartAsync(options => With(options, output, AccessLogFormat.Json), withManifest: true)
        )
        {
            await admin.RestartAsync(() => File.WriteAllText(admin.ManifestPath, "{"));
            Assert.Equal(503, await admin.StatusAsync());
            await admin.Host.StopAsync();
        }

        await using (TestGateway gateway = await StartAsync(output, AccessLogFormat.Json))
        {
            await gateway.AddAsync(Guests.Rejects);
            Assert.Equal(418, (int)(await gateway.Client.GetAsync("/")).StatusCode);
            await gateway.Host.StopAsync();
        }

        await using (
            TestGateway gateway = await TestGateway.StartAsync(
                TestUpstream.EchoAsync,
                options => With(options, output, AccessLogFormat.Json) with { Upstream = new Uri("http://127.0.0.1:9") }
            )
        )
        {
            Assert.Equal(502, (int)(await gateway.Client.GetAsync("/")).StatusCode);
            await gateway.Host.StopAsync();
        }

        JsonElement[] lines = [.. output.Lines.Select(Parse)];
        Assert.Equal([503, 418, 502], lines.Select(line => line.GetProperty("status").GetInt32()));
        Assert.Equal("reject", lines[1].GetProperty("modules")[0].GetProperty("outcome").GetString());
        Assert.Equal("Request", lines[2].GetProperty("upstream_error").GetString());
        Assert.All(lines, line => Assert.False(line.GetProperty("cut").GetBoolean()));
    }

    [Theory]
    [InlineData("GET /\u00ff?key=hidden HTTP/1.1\r\nHost: h\r\n\r\n", 400)]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\nbad\"\u0001 field: hidden\r\n\r\n", 400)]
    [InlineData("GET /a HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /a HTTP/9.9\r\nHost: h\r\n\r\n", 505)]
    [InlineData("\u0016\u0003\u0001\u0002\n\u0001\r\n\r\n", 400)]
    public async Task What_is_not_HTTP_has_a_line_too(string request, int status)
    {
        using TestOutput output = new();
        await using TestGateway gateway = await StartAsync(output, AccessLogFormat.Json);
        Assert.Equal(status, RawAnswer.Read(await RawUpstream.SendRawAsync(gateway.Host.Address, request), "GET").Status);
        JsonElement line = Assert.Single(await LinesAsync(gateway, output));
        Assert.Equal((status, "127.0.0.1"), (line.GetProperty("status").GetInt32(), line.GetProperty("client").GetString()));
        Assert.DoesNotContain("hidden", line.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task A_body_that_is_not_HTTP_does_not_make_a_second_line()
    {
        using TestOutput output = new();
        await using TestGateway gateway = await StartAsync(output, AccessLogFormat.Json);
        await gateway.AddAsync(Guests.Continues);
        Assert.Equal(
            400,
            RawAnswer
                .Read(
                    await RawUpstream.SendRawAsync(gateway.Host.Address, $"POST /a{Close}Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
                    "POST"
                )
                .Status
        );
        Assert.Equal(400, Assert.Single(await LinesAsync(gateway, output)).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_logged_as_cut()
    {
        using TestOutput output = new();
        using RawUpstream upstream = RawUpstream.Answering(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => With(options, output, AccessLogFormat.Json) with { Upstream = upstream.Address }
        );
        for (int i = 0; i < 20; i++)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => gateway.Client.GetStringAsync("/"));
        }

        JsonElement[] lines = await LinesAsync(gateway, output);
        Assert.Equal(20, lines.Length);
        Assert.All(lines, line => Assert.Equal((200, true), (line.GetProperty("status").GetInt32(), line.GetProperty("cut").GetBoolean())));
    }

    [Fact]
    public async Task A_client_that_leaves_before_an_answer_is_logged_without_a_status()
    {
        using TestOutput output = new();
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await TestGateway.StartAsync(
            async context =>
            {
                arrived.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
            options => With(options, output, AccessLogFormat.Json)
        );
        using (TcpClient client = new("127.0.0.1", gateway.Host.Address.Port))
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /{Close}\r\n"));
            await arrived.Task.EndsAsync();
            client.LingerState = new LingerOption(true, 0);
        }

        await Eventually.UntilAsync(() => output.Lines.Length == 1);
        JsonElement line = Parse(output.Lines[0]);
        Assert.Equal((JsonValueKind.Null, true), (line.GetProperty("status").ValueKind, line.GetProperty("cut").GetBoolean()));
    }

    [Theory]
    [InlineData(1, 200, 200)]
    [InlineData(0.3, 20, 110)]
    public async Task A_sample_has_its_share_of_requests(double share, int least, int most)
    {
        using TestOutput output = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options =>
                options with
                {
                    AccessLog = new AccessLogOptions
                    {
                        Output = output,
                        Format = AccessLogFormat.Json,
                        Sample = share,
                    },
                }
        );
        for (int i = 0; i < 200; i++)
        {
            await gateway.Client.GetStringAsync("/");
        }

        Assert.InRange((await LinesAsync(gateway, output)).Length, least, most);
    }

    [Fact]
    public async Task It_is_off_by_default()
    {
        using TestOutput output = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { AccessLog = new AccessLogOptions { Output = output } }
        );
        await gateway.Client.GetStringAsync("/");
        Assert.Empty(await LinesAsync(gateway, output));
    }

    [Fact]
    public async Task An_output_that_nobody_reads_blocks_no_request_and_what_it_misses_is_counted()
    {
        using TestOutput output = new();
        output.Block();
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options =>
                options with
                {
                    AccessLog = new AccessLogOptions
                    {
                        Output = output,
                        Format = AccessLogFormat.Json,
                        QueueLength = 4,
                    },
                }
        );
        await gateway.Client.GetStringAsync("/");
        Assert.True(output.Reached.Wait(Eventually.Limit));
        for (int i = 0; i < 20; i++)
        {
            await gateway.Client.GetStringAsync("/").EndsAsync();
        }

        // A request is logged after its answer has been sent.
        await Eventually.UntilAsync(async () => await DroppedAsync(gateway) == 16);
        output.Unblock();
        Assert.Equal(5, (await LinesAsync(gateway, output)).Length);
    }

    [Fact]
    public async Task A_full_disk_costs_the_lines_that_it_does_not_take_and_no_more()
    {
        using TestOutput output = new();
        await using TestGateway gateway = await StartAsync(output, AccessLogFormat.Json);
        output.FailOnce();
        await gateway.Client.GetStringAsync("/lost");
        await Eventually.UntilAsync(async () => await DroppedAsync(gateway) == 1);
        await gateway.Client.GetStringAsync("/kept");
        Assert.Equal("/kept", Assert.Single(await LinesAsync(gateway, output)).GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_process_whose_output_nobody_reads_serves_and_ends()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Processes are ended by signals here.");
        await using TestUpstream upstream = await TestUpstream.StartAsync(TestUpstream.EchoAsync);
        using GatewayProcess gateway = await GatewayProcess.StartAsync(
            ["--upstream", upstream.Address.GetLeftPart(UriPartial.Authority), "--access-log", "json"],
            isRead: false
        );
        Assert.Contains(
            "posture  the access log records client addresses and paths of 100 % of requests, without queries, header values or bodies",
            gateway.Lines.Append(await gateway.NextLineAsync())
        );
        using HttpClient client = new() { BaseAddress = gateway.Clients[0], Timeout = Eventually.Limit };
        string path = "/" + new string('a', 2000);
        for (int i = 0; i < 300; i++)
        {
            using HttpResponseMessage answer = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(0, await gateway.EndAsync());
    }

    private static Task<TestGateway> StartAsync(TestOutput output, AccessLogFormat format) =>
        TestGateway.StartAsync(TestUpstream.EchoAsync, options => With(options, output, format));

    private static GatewayOptions With(GatewayOptions options, TestOutput output, AccessLogFormat format) =>
        options with
        {
            AccessLog = new AccessLogOptions { Output = output, Format = format },
        };

    private static async Task<JsonElement[]> LinesAsync(TestGateway gateway, TestOutput output)
    {
        await gateway.Host.StopAsync();
        return [.. output.Lines.Select(Parse)];
    }

    private static JsonElement Parse(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }

    private static async Task<int> DroppedAsync(TestGateway gateway)
    {
        string line =
            (await gateway.MetricsAsync())
                .Split('\n')
                .FirstOrDefault(line => line.StartsWith("smg_gateway_access_log_dropped_total ", StringComparison.Ordinal))
            ?? "x 0";
        return int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
