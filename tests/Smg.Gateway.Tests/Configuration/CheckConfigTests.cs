using System.Diagnostics;
using System.Text.Json;

namespace Smg.Gateway.Tests.Configuration;

/// <summary>The program's --check-config, and what a start says of names that are replaced.</summary>
public sealed class CheckConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smg-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_setting_is_shown_with_its_value_and_the_heaviest_source_and_secrets_are_masked()
    {
        string module = Path.Combine(_folder, "m.wasm");
        await File.WriteAllBytesAsync(module, Guests.Continues.Bytes.ToArray());
        await WriteAsync(
            "appsettings.json",
            $$"""
            { "Gateway": { "Upstream": "http://user:hidden@127.0.0.1:9", "DrainTimeoutMs": 1, "HeaderTimeoutMs": 1,
                           "KeepAliveTimeoutMs": 1, "UpstreamTimeoutMs": 1 },
              "SmgWasm": { "Modules": { "m": { "Path": "{{module}}", "Sha256": "{{Guests.Continues.Digest}}",
                                                 "Environment": { "REGION": "hidden" },
                "Match": { "Headers": { "x-api-key": "hidden" } } } } },
              "Kestrel": { "Endpoints": { "A": { "Url": "https://127.0.0.1:0",
                                                 "Certificate": { "Subject": "x", "Password": "hidden" } } } } }
            """
        );
        string config = await WriteAsync(
            "more.json",
            """{ "Gateway": { "HeaderTimeoutMs": 2, "KeepAliveTimeoutMs": 2, "UpstreamTimeoutMs": 2 } }"""
        );
        Outcome outcome = await RunAsync(
            ["--check-config", "--json", "--config", config, "--upstream-timeout", "4s"],
            ("Gateway__KeepAliveTimeoutMs", "3"),
            ("Gateway__UpstreamTimeoutMs", "3"),
            ("SMG_ADMIN_KEY", "hidden-1"),
            ("SMG_WASM_MAX_BODY_SIZE", "5"),
            ("SMG_WASM_POOL_SIZE", "5"),
            ("SmgWasm__Runtime__PoolSize", "77")
        );
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.DoesNotContain("hidden", outcome.Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(outcome.Output);
        Dictionary<string, string> shown = json
            .RootElement.GetProperty("settings")
            .EnumerateArray()
            .ToDictionary(
                one => one.GetProperty("key").GetString()!,
                one =>
                    $"{one.GetProperty("value").GetString()} < {one.GetProperty("source").GetString()} "
                    + $"{one.GetProperty("name").GetString()}"
            );
        string settings = $"file {Path.Combine(_folder, "appsettings.json")}";
        Assert.Equal($"1 < {settings}", shown["Gateway:DrainTimeoutMs"]);
        Assert.Equal($"2 < file {config}", shown["Gateway:HeaderTimeoutMs"]);
        Assert.Equal("3 < environment variable Gateway__KeepAliveTimeoutMs", shown["Gateway:KeepAliveTimeoutMs"]);
        Assert.Equal("4000 < command line --upstream-timeout", shown["Gateway:UpstreamTimeoutMs"]);
        Assert.Equal("30000 < default ", shown["SmgWasm:BodyTimeoutMs"]);
        Assert.Equal("5 < environment variable SMG_WASM_MAX_BODY_SIZE", shown["SmgWasm:Runtime:MaxBodySize"]);
        Assert.Equal("77 < environment variable SmgWasm__Runtime__PoolSize", shown["SmgWasm:Runtime:PoolSize"]);
        Assert.Equal("*** < environment variable SMG_ADMIN_KEY", shown["SmgWasm:AdminKey"]);
        Assert.Equal($"http://***@127.0.0.1:9/ < {settings}", shown["Gateway:Upstream"]);
        Assert.Equal($"*** < {settings}", shown["SmgWasm:Modules:m:Environment:REGION"]);
        Assert.Equal($"*** < {settings}", shown["SmgWasm:Modules:m:Match:Headers:x-api-key"]);
        Assert.Equal($"*** < {settings}", shown["Kestrel:Endpoints:A:Certificate:Password"]);
        Assert.Equal("0 < default ", shown["SmgWasm:Modules:m:Order"]);
        Assert.Equal(GatewaySettings.All.Count, shown.Keys.Count(key => key.StartsWith("Gateway:", StringComparison.Ordinal)));
        Assert.Equal(3, json.RootElement.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public async Task Every_error_is_named_at_once_with_its_source_and_the_code_is_2()
    {
        string module = Path.Combine(_folder, "m.wasm");
        await File.WriteAllBytesAsync(module, Guests.Continues.Bytes.ToArray());
        await WriteAsync("appsettings.json", "{ \"Gateway\": ");
        string config = await WriteAsync(
            "c.json",
            $$"""
            { "Gateway": { "Upstrem": "x", "Connections": { "Max": 0 } },
              "SmgWasm": { "Modules": { "m": { "Path": "{{module}}", "Sha256": "{{Guests.Rejects.Digest}}" },
                                        "n": { "Path": "/missing.wasm", "Orde": 1 } } },
              "Kestrel": { "Endpoints": { "A": { "Url": "nonsense" } } } }
            """
        );
        Outcome outcome = await RunAsync(
            ["--check-config", "--config", config, "--drain-timeout", "soon", "--option", "PoolSize"],
            ("Gateway__HeaderTimeoutMs", "0"),
            ("SMG_WASM_POOL_SIZES", "5")
        );
        Assert.Equal(2, outcome.Code);
        foreach (
            string part in new[]
            {
                $"error: '{Path.Combine(_folder, "appsettings.json")}' cannot be read",
                "error: --option 'PoolSize' is not of the form Name=Value",
                "error: Gateway:Upstream is missing",
                $"Gateway:Upstrem is unknown",
                $"Gateway:Connections:Max is 0 but must be",
                "Gateway:DrainTimeoutMs is 'soon' but must be a time in whole milliseconds, for instance 500, 500ms or 30s (command line "
                    + "--drain-timeout)",
                "Gateway:HeaderTimeoutMs is 0 but must be 1 to 3,600,000 ms, or a time such as 500ms or 30s (environment variable "
                    + "Gateway__HeaderTimeoutMs)",
                "SmgWasm:Runtime:POOL_SIZES is unknown",
                "(environment variable SMG_WASM_POOL_SIZES)",
                $"SmgWasm:Modules:m:Sha256 is {Guests.Rejects.Digest}, but the file '{module}' has {Guests.Continues.Digest} (file "
                    + $"{config})",
                "SmgWasm:Modules:n:Path is '/missing.wasm', which does not exist",
                "SmgWasm:Modules:n:Orde is unknown",
                "Kestrel:Endpoints:A:Url is 'nonsense'",
            }
        )
        {
            Assert.Contains(part, outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_start_names_every_error_warns_of_replaced_names_once_and_ends_with_2()
    {
        Outcome outcome = await RunAsync(["--drain-timeout", "soon", "--admin", "http://0.0.0.0:1"], ("SMG_WASM_MAX_BODY_SIZE", "0"));
        Assert.Equal((2, ""), (outcome.Code, outcome.Output));
        string[] lines = outcome.Error.TrimEnd().Split('\n');
        Assert.Equal(
            "smg-gateway: warning: the environment variable SMG_WASM_MAX_BODY_SIZE is deprecated: use SmgWasm__Runtime__MaxBodySize, which "
                + "takes precedence",
            lines[0]
        );
        Assert.Equal("smg-gateway: the configuration has 4 errors:", lines[1]);
        Assert.Contains(
            "  SmgWasm:Runtime:MaxBodySize is 0 but must be 1 to 104,857,600 bytes (environment variable SMG_WASM_MAX_BODY_SIZE)",
            lines
        );
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }

    private async Task<Outcome> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "smg-gateway.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync().EndsAsync();
        await process.WaitForExitAsync().EndsAsync();
        return new Outcome(process.ExitCode, await output, error);
    }

    private sealed record Outcome(int Code, string Output, string Error);
}
