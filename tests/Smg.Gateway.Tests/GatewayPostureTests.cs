using System.Net;
using Smg.Gateway.Tests.Admin;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests;

/// <summary>What a gateway says at its start of who may do what.</summary>
public sealed class GatewayPostureTests
{
    [Fact]
    public async Task By_default_it_names_each_surface_and_what_is_open()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        string[] lines = [.. GatewayPosture.Of(gateway.Host)];
        Assert.Equal(4, lines.Length);
        Assert.Equal(
            $"{gateway.Host.Address.GetLeftPart(UriPartial.Authority)}: this machine reaches the upstream through the registered modules, "
                + "without a key of the gateway",
            lines[0]
        );
        Assert.Equal(
            $"{gateway.Host.AdminAddress.GetLeftPart(UriPartial.Authority)}: the admin API is open to every program on this machine, "
                + "because SmgWasm__AdminKey is not set",
            lines[1]
        );
        Assert.Equal("no module is registered: requests and responses pass unchanged", lines[2]);
        Assert.Matches("^bodies for modules are buffered in at most \\d+ MiB, \\d+ MiB each$", lines[3]);
    }

    [Fact]
    public async Task It_names_each_setting_that_lets_something_pass()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options =>
                options with
                {
                    Address = new Uri("http://0.0.0.0:0"),
                    Forwarding = new ForwardingRules { TrustedProxies = [IPNetwork.Parse("10.0.0.0/8")] },
                    SmgWasm = new SmgWasmOptions
                    {
                        Runtime = TestGateway.SmallRuntime,
                        AdminKey = "sesame-open-1234",
                        SmgCompat = true,
                        Targets = new TargetRules
                        {
                            EncodedSlash = AmbiguityRule.Pass,
                            DoubleSlash = AmbiguityRule.Merge,
                            EncodedControl = AmbiguityRule.Pass,
                        },
                    },
                    AccessLog = new AccessLogOptions
                    {
                        Format = AccessLogFormat.Text,
                        Sample = 0.001,
                        Output = Stream.Null,
                    },
                }
        );
        await gateway.AddAsync(Guests.Continues, policy: FailurePolicy.Open);
        await gateway.AddAsync(
            Guests.EchoesBody,
            new ModuleRegistration("echo", [AttachPoint.OnResponse]) { OnStream = StreamPolicy.Pass, DryRun = false }
        );
        string[] lines = [.. GatewayPosture.Of(gateway.Host)];
        Assert.Contains(
            lines,
            line => line.Contains(": every machine that reaches the port reaches the upstream", StringComparison.Ordinal)
        );
        Assert.Contains(
            lines,
            line => line.EndsWith(": the admin API and /metrics require the admin key; /health and /ready do not", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(lines, line => line.Contains("sesame", StringComparison.Ordinal));
        Assert.Contains("Forwarded and X-Forwarded-* are trusted from 10.0.0.0/8", lines);
        Assert.Contains(
            "--smg-compat: response modules do not see streams unless on_stream is set; unknown fields of registrations are ignored",
            lines
        );
        Assert.Equal(
            ["encoded_slash=pass", "encoded_control=pass"],
            lines.Where(line => line.Contains("=pass: ", StringComparison.Ordinal)).Select(line => line.Split(':')[0])
        );
        Assert.Contains("module 'continues' fails open: messages pass without it when it fails", lines);
        Assert.Contains("module 'echo' does not see streams (on_stream is pass)", lines);
        Assert.Contains(
            "the access log records client addresses and paths of 0.1 % of requests, without queries, header values or bodies",
            lines
        );
    }

    [Fact]
    public async Task A_process_prints_it_and_no_password_of_its_upstream()
    {
        using GatewayProcess gateway = await GatewayProcess.StartAsync([
            "--upstream",
            "http://user:hidden@127.0.0.1:9",
            "--smg-compat",
            "--ready-upstream",
            "/health",
        ]);
        Assert.Contains("upstream http://***@127.0.0.1:9/", gateway.Lines);
        Assert.Contains(gateway.Lines, line => line.StartsWith("posture  --smg-compat: response modules", StringComparison.Ordinal));
        Assert.Contains(
            gateway.Lines,
            line =>
                line.StartsWith("posture  ", StringComparison.Ordinal)
                && line.Contains("the admin API is open to every program on this machine", StringComparison.Ordinal)
        );
        Assert.Contains("posture  the user name and password in the upstream's address are ignored", gateway.Lines);
        using HttpClient client = new() { BaseAddress = gateway.Clients[0] };
        string answer = await (await client.GetAsync("/")).Content.ReadAsStringAsync();
        string ready = await (await gateway.Admin.GetAsync("/ready")).Content.ReadAsStringAsync();
        string metrics = await gateway.Admin.GetStringAsync("/metrics");
        Assert.DoesNotContain("hidden", string.Join('\n', [.. gateway.Lines, answer, ready, metrics]), StringComparison.Ordinal);
        Assert.Contains("not_ready", ready, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://user:hidden@127.0.0.1:99999", "user")]
    [InlineData("http://user:hidden@127.0.0.1/path", "user")]
    [InlineData("ftp://user:hidden@127.0.0.1", "user")]
    [InlineData("http://user:hid/den@127.0.0.1", "hid")]
    [InlineData("http://user:hid den@127.0.0.1:x", "hid")]
    [InlineData("http://user:hid'den@127.0.0.1:x", "hid")]
    [InlineData("http://user:hid@den@127.0.0.1:x", "den")]
    public async Task An_address_that_is_refused_is_shown_without_its_password(string upstream, string secret)
    {
        (int code, string error) = await GatewayProcess.FailAsync("--upstream", upstream);
        Assert.Equal(2, code);
        Assert.Contains("://***@127.0.0.1", error, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_shown_without_key_and_password()
    {
        string text = new GatewayOptions
        {
            Upstream = new Uri("https://user:hidden@h:1"),
            SmgWasm = new SmgWasmOptions { AdminKey = "sesame-open-1234" },
        }.ToString();
        Assert.Contains("Upstream = https://***@h:1/", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", text, StringComparison.Ordinal);
    }
}
