using System.Net.Sockets;
using System.Text;
using Smg.Wasm.Options;

namespace Smg.Gateway.Tests.Admin;

/// <summary>Who may call the admin API, and by which name.</summary>
public sealed class AdminAccessTests(SharedAdmin shared) : IClassFixture<SharedAdmin>
{
    private const string Key = "sesame-open-1234";

    [Fact]
    public async Task Without_the_key_nothing_is_told_and_nothing_done()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(options => options.Change(() => options.SmgWasm.AdminKey = Key));
        foreach (
            (string method, string path) in new[]
            {
                ("GET", "/wasm"),
                ("POST", "/wasm"),
                ("PUT", $"/wasm/{Guid.Empty}"),
                ("DELETE", $"/wasm/{Guid.Empty}"),
                ("GET", "/no-such-path"),
            }
        )
        {
            foreach (
                (string? header, string? value) in new (string?, string?)[]
                {
                    (null, null),
                    ("Authorization", "Bearer wrong"),
                    ("Authorization", Key),
                    ("Authorization", $"Basic {Key}"),
                    ("Authorization", $"Bearer {Key}x"),
                    ("X-API-Key", ""),
                    ("X-API-Key", Key[1..]),
                }
            )
            {
                using HttpRequestMessage request = new(new HttpMethod(method), path);
                if (header is not null)
                {
                    request.Headers.TryAddWithoutValidation(header, value);
                }

                using HttpResponseMessage response = await admin.Client.SendAsync(request);
                Assert.Equal(401, (int)response.StatusCode);
                Assert.Equal("Bearer realm=\"smg-gateway\"", response.Headers.WwwAuthenticate.ToString());
                Assert.Contains(
                    "Authorization: Bearer KEY",
                    TestAdmin.Error(await response.Content.ReadAsStringAsync(), "unauthorized"),
                    StringComparison.Ordinal
                );
            }
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "bearer " + Key)]
    [InlineData("X-API-Key", Key)]
    public async Task With_the_key_it_answers(string header, string value)
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(options => options.Change(() => options.SmgWasm.AdminKey = Key));
        admin.Client.DefaultRequestHeaders.Add(header, value);
        (int status, _) = await admin.SendAsync("GET", "/wasm");
        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8081")]
    [InlineData("http://[::]:8081")]
    [InlineData("http://192.0.2.1:8081")]
    [InlineData("http://gateway.example:8081")]
    public void An_address_that_others_can_reach_needs_a_key(string address)
    {
        GatewayOptions options = new() { AdminAddress = new Uri(address) };
        OptionsException e = Assert.Throws<OptionsException>(() => new GatewayHost(options));
        Assert.Contains(
            $"{options.AdminAddress}, which other machines can reach: set AdminKey (the environment variable SmgWasm__AdminKey), or use "
                + "127.0.0.1",
            e.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_key_or_a_name_that_no_header_can_hold_is_refused()
    {
        OptionsException e = Assert.Throws<OptionsException>(() =>
            new GatewayHost(
                new GatewayOptions
                {
                    SmgWasm = new SmgWasmOptions { AdminKey = "two words" },
                    AdminHosts = ["name:80"],
                }
            )
        );
        Assert.Contains("AdminKey must consist of visible ASCII characters", e.Message, StringComparison.Ordinal);
        Assert.Contains("AdminHosts has 'name:80'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example", 421)]
    [InlineData("127.0.0.1.evil.example:8081", 421)]
    [InlineData("192.0.2.1", 421)]
    [InlineData("", 421)]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:1", 200)]
    [InlineData("127.8.9.1:80", 200)]
    [InlineData("[::1]:80", 200)]
    public async Task On_loopback_it_answers_to_loopback_names_alone(string host, int expected) =>
        Assert.StartsWith(
            $"HTTP/1.1 {expected} ",
            await RawAsync(shared.Admin, $"GET /wasm HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("Origin: https://evil.example", 403)]
    [InlineData("Origin: null", 403)]
    [InlineData("Origin: http://127.0.0.1:1", 403)]
    [InlineData("Sec-Fetch-Site: cross-site", 403)]
    [InlineData("Sec-Fetch-Site: same-site", 403)]
    [InlineData("Sec-Fetch-Site: cross-site\r\nOrigin: http://127.0.0.1:8081", 403)]
    [InlineData("Sec-Fetch-Site: same-origin\r\nOrigin: http://127.0.0.1:8081", 200)]
    [InlineData("Origin: http://127.0.0.1:8081", 200)]
    [InlineData("X-None: 1", 200)]
    public async Task A_page_of_another_origin_changes_nothing(string head, int expected)
    {
        string answer = await RawAsync(
            shared.Admin,
            $"POST /manifest/acknowledge HTTP/1.1\r\nHost: 127.0.0.1:8081\r\nConnection: close\r\n{head}\r\nContent-Length: 0\r\n\r\n"
        );
        Assert.StartsWith($"HTTP/1.1 {expected} ", answer, StringComparison.Ordinal);
        Assert.Equal(expected == 403, answer.Contains("cross_origin", StringComparison.Ordinal));
        Assert.StartsWith(
            "HTTP/1.1 200 ",
            await RawAsync(shared.Admin, $"GET /health HTTP/1.1\r\nHost: 127.0.0.1:8081\r\nConnection: close\r\n{head}\r\n\r\n"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_name_that_was_configured_is_answered_to()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(options => options with { AdminHosts = ["gateway.example"] });
        Assert.StartsWith(
            "HTTP/1.1 200 ",
            await RawAsync(admin, "GET /wasm HTTP/1.1\r\nHost: Gateway.Example:8081\r\nConnection: close\r\n\r\n"),
            StringComparison.Ordinal
        );
        string answer = await RawAsync(admin, "GET /wasm HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        Assert.Contains(
            "\"host_refused\",\"message\":\"The admin API does not answer to the host name 'evil.example'",
            answer,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Clients_cannot_reach_the_admin_api()
    {
        string answer = await shared.Admin.Traffic.GetStringAsync("/wasm");
        Assert.Equal("", answer);
        Assert.NotEqual(shared.Admin.Host.Address.Port, shared.Admin.Host.AdminAddress.Port);
    }

    [Theory]
    [InlineData(
        "POST /wasm HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        400
    )]
    [InlineData("POST /wasm HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400)]
    [InlineData("GET /wasm HTTP/1.1\r\n\r\n", 400)]
    public async Task Requests_that_break_http_are_answered_and_the_server_goes_on(string request, int expected)
    {
        Assert.StartsWith($"HTTP/1.1 {expected} ", await RawAsync(shared.Admin, request), StringComparison.Ordinal);
        Assert.Equal(200, (await shared.Admin.SendAsync("GET", "/wasm")).Status);
    }

    private static async Task<string> RawAsync(TestAdmin admin, string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(admin.Host.AdminAddress.Host, admin.Host.AdminAddress.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using StreamReader reader = new(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
