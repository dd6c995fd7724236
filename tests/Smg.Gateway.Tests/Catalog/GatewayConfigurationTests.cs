using System.Net;
using Smg.Gateway.Tests.Admin;

namespace Smg.Gateway.Tests.Catalog;

/// <summary>Modules of the file that <c>--config</c> names.</summary>
public sealed class GatewayConfigurationTests
{
    [Fact]
    public async Task A_gateway_follows_the_modules_of_its_file_and_keeps_them_while_it_cannot_be_read()
    {
        string folder = Directory.CreateTempSubdirectory("smg-config-").FullName;
        string config = Path.Combine(folder, ".gateway.json");
        await WriteAsync(folder, config, 401, """, "Match": { "Hosts": [ "acme.example" ] }""");

        // A module of another source stays in the configuration when the file cannot be read: the file's must stay too.
        string other = Path.Combine(folder, "other.wasm");
        await File.WriteAllBytesAsync(other, Guests.Continues.Bytes.ToArray());
        using (
            GatewayProcess gateway = await GatewayProcess.StartAsync([
                "--upstream",
                "http://127.0.0.1:9",
                "--config",
                config,
                $"--SmgWasm:Modules:other:Path={other}",
            ])
        )
        {
            using HttpClient client = new() { BaseAddress = gateway.Clients.Single(), Timeout = 2 * Eventually.Limit };
            Assert.Equal(401, await StatusAsync(client, "acme.example"));
            Assert.Equal(502, await StatusAsync(client, "other.example"));

            await File.WriteAllTextAsync(config, "{ \"SmgWasm\": ");
            await Eventually.UntilAsync(async () => await ReadyAsync(gateway) == HttpStatusCode.ServiceUnavailable);
            Assert.Equal(401, await StatusAsync(client, "acme.example"));

            await WriteAsync(folder, config, 403, "");
            await Eventually.UntilAsync(async () => await StatusAsync(client, "other.example") == 403);
            await Eventually.UntilAsync(async () => await ReadyAsync(gateway) == HttpStatusCode.OK);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_module_that_is_refused_ends_the_start_with_2_and_its_reason()
    {
        string folder = Directory.CreateTempSubdirectory("smg-config-").FullName;
        string config = Path.Combine(folder, "gateway.json");
        await File.WriteAllTextAsync(
            config,
            """{ "SmgWasm": { "Modules": { "a": { "Path": "/missing.wasm" }, "b": { "Pfad": "x" } } } }"""
        );
        (int code, string error) = await GatewayProcess.FailAsync(["--upstream", "http://127.0.0.1:9", "--config", config]);
        Assert.Equal(2, code);
        Assert.Contains("/missing.wasm", error, StringComparison.Ordinal);
        Assert.Contains("SmgWasm:Modules:b:Pfad is unknown", error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task WriteAsync(string folder, string config, int status, string more)
    {
        string file = Path.Combine(folder, $"{status}.wasm");
        await File.WriteAllBytesAsync(file, Guests.RejectsWith(status).Bytes.ToArray());
        await File.WriteAllTextAsync(config, $$"""{ "SmgWasm": { "Modules": { "guard": { "Path": "{{file}}"{{more}} } } } }""");
    }

    private static async Task<int> StatusAsync(HttpClient client, string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.Host = host;
        using HttpResponseMessage response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static async Task<HttpStatusCode> ReadyAsync(GatewayProcess gateway)
    {
        using HttpResponseMessage response = await gateway.Admin.GetAsync("/ready");
        return response.StatusCode;
    }
}
