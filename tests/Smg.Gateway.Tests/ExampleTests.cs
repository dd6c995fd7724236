using System.Diagnostics;
using System.Text.RegularExpressions;
using Smg.Gateway.Simulator;
using Smg.Gateway.Tests.Proxy;

namespace Smg.Gateway.Tests;

/// <summary>The examples for ASP.NET Core, as their READMEs say.</summary>
public sealed class ExampleTests
{
    private static readonly DirectoryInfo Framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    [Fact]
    public async Task The_OpenAI_client_talks_through_modules_whole_streamed_at_once_and_with_a_large_prompt()
    {
        using Process process = Start("ChatProxy");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync().EndsAsync();
        await process.WaitForExitAsync();
        Assert.Equal((0, ""), (process.ExitCode, await errors));
        Assert.Equal(
            "whole: 32 tokens\nstreamed: the same text in pieces: True\nat once: 20\n8 MB: 2097152 tokens\nwithout the key: 401\n",
            output
        );
    }

    [Fact]
    public async Task A_minimal_API_has_a_module_that_asks_for_a_key()
    {
        using Process process = Start("MinimalApiAuth", "--urls", "http://127.0.0.1:0");
        using HttpClient client = await ClientAsync(process);
        Assert.Equal(401, await StatusAsync(client, "/v1/orders"));
        Assert.Equal(200, await StatusAsync(client, "/version"));
        Assert.Equal(200, await StatusAsync(client, "/health"));
        Assert.Equal(200, await StatusAsync(client, "/ready"));
        client.DefaultRequestHeaders.Add("x-api-key", "secret-api-key-12345");
        Assert.Equal(200, await StatusAsync(client, "/v1/orders"));
        process.Kill();
    }

    [Fact]
    public async Task A_reverse_proxy_has_modules_per_route_and_tenant()
    {
        await using UpstreamHost upstream = new(new Uri("http://127.0.0.1:0"), new UpstreamSettings());
        await upstream.StartAsync();
        using Process process = Start(
            "ReverseProxyTenants",
            "--urls",
            "http://127.0.0.1:0",
            $"--ReverseProxy:Clusters:upstream:Destinations:one:Address={upstream.Address}"
        );
        using HttpClient client = await ClientAsync(process);
        Assert.Equal(401, await StatusAsync(client, "/v1/models"));
        Assert.Equal(404, await StatusAsync(client, "/docs/any"));
        Assert.Contains("a secret", await EchoAsync(client, null, null), StringComparison.Ordinal);
        string redacted = await EchoAsync(client, "api.acme.example", null);
        Assert.Contains("a ******", redacted, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", redacted, StringComparison.Ordinal);
        Assert.Contains("x-wasm-processed", await EchoAsync(client, null, "initech"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(403, await StatusAsync(client, "/wasm"));
        process.Kill();
    }

    [Fact]
    public async Task A_gateway_of_packages_forwards_bytes_fields_and_methods_as_smg_gateway_does()
    {
        using RawUpstream upstream = RawUpstream.Start("X-Kept: caf\u00e9\r\n");
        using Process process = Start(
            "MiddlewareGateway",
            "--address",
            "http://127.0.0.1:0",
            "--admin",
            "http://127.0.0.1:0",
            "--upstream",
            upstream.Address.ToString(),
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"
        );
        using HttpClient client = await ClientAsync(process);
        string answer = await RawUpstream.SendRawAsync(
            client.BaseAddress!,
            "GET /a%41?b=%41 HTTP/1.1\r\nHost: h\r\nConnection: X-Hop, close\r\nX-Hop: 1\r\nX-Latin: caf\u00e9\r\nX-Empty:\r\n\r\n"
        );
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("X-Kept: caf\u00e9\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("x-request-id: ", answer, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("GET /aA?b=%41 HTTP/1.1\r\n", upstream.Received, StringComparison.Ordinal);
        Assert.Contains("X-Latin: caf\u00e9\r\n", upstream.Received, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("X-Empty:", upstream.Received, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("X-Hop", upstream.Received, StringComparison.OrdinalIgnoreCase);
        answer = await RawUpstream.SendRawAsync(client.BaseAddress!, "delete / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("delete / HTTP/1.1\r\n", upstream.Received, StringComparison.Ordinal);
        process.Kill();
    }

    private static Process Start(string example, params string[] arguments)
    {
        string root = Framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        string program = Path.Combine(
            root,
            "scenarios",
            "examples",
            example,
            "bin",
            Framework.Parent.Name,
            Framework.Name,
            example + ".dll"
        );
        return Process.Start(
            new ProcessStartInfo("dotnet", [program, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["SmgWasm__Runtime__OptimizationLevel"] = "None" },
            }
        )!;
    }

    /// <summary>A client of a started example, when it listens.</summary>
    private static async Task<HttpClient> ClientAsync(Process process)
    {
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync().EndsAsync() is { } line)
        {
            lines.Add(line);
            if (Regex.Match(line, @"Now listening on: (\S+)") is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                _ = process.StandardError.ReadToEndAsync();
                return new HttpClient { BaseAddress = new Uri(match.Groups[1].Value), Timeout = 2 * Eventually.Limit };
            }
        }

        throw new InvalidOperationException(
            $"The example has ended: {string.Join("\n", lines)} {await process.StandardError.ReadToEndAsync()}"
        );
    }

    private static async Task<int> StatusAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path);
        return (int)response.StatusCode;
    }

    private static async Task<string> EchoAsync(HttpClient client, string? host, string? tenant)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/echo") { Content = new StringContent("a secret") };
        request.Headers.Host = host;
        if (tenant is not null)
        {
            request.Headers.Add("x-tenant", tenant);
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        return $"{response.Headers}{await response.Content.ReadAsStringAsync()}";
    }
}
