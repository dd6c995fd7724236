using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Admin;

/// <summary>A gateway, a client of its admin API, and a folder of components that it can register.</summary>
internal sealed class TestAdmin : IAsyncDisposable
{
    private readonly Func<GatewayOptions, GatewayOptions>? _configure;
    private TestGateway _gateway = null!;

    private TestAdmin(Func<GatewayOptions, GatewayOptions>? configure) => _configure = configure;

    public string Folder { get; } = Directory.CreateTempSubdirectory("smg-admin-").FullName;

    public string ManifestPath => Path.Combine(Folder, "modules.json");

    public string StorePath => ManifestPath + ".store";

    public HttpClient Client { get; private set; } = null!;

    public HttpClient Traffic => _gateway.Client;

    public GatewayHost Host => _gateway.Host;

    public static async Task<TestAdmin> StartAsync(Func<GatewayOptions, GatewayOptions>? configure = null, bool withManifest = false)
    {
        TestAdmin admin = new(configure);
        await admin.StartGatewayAsync(withManifest);
        return admin;
    }

    /// <summary>Ends the gateway and starts another one with its manifest.</summary>
    /// <param name="between">What happens between the two.</param>
    public async Task RestartAsync(Action? between = null)
    {
        await StopAsync();
        between?.Invoke();
        await StartGatewayAsync(withManifest: true);
    }

    public async Task StopAsync()
    {
        Client.Dispose();
        await _gateway.DisposeAsync();
    }

    /// <summary>Writes a component into the folder.</summary>
    public string Write(WasmModule module, string file)
    {
        string path = Path.Combine(Folder, file);
        File.WriteAllBytes(path, module.Bytes);
        return path;
    }

    /// <summary>A module as a client writes it.</summary>
    public static string Form(string name, string path, string attachPoint = """{"Middleware":"OnRequest"}""", string more = "") =>
        $$"""{"name":{{JsonSerializer.Serialize(name)}},"file_path":{{JsonSerializer.Serialize(path)}}"""
        + $$""","module_type":"Middleware","attach_points":[{{attachPoint}}]{{more}}}""";

    public async Task<(int Status, string Body)> SendAsync(
        string method,
        string path,
        string? json = null,
        string type = "application/json"
    ) => await SendAsync(method, path, json is null ? null : Encoding.UTF8.GetBytes(json), type);

    public async Task<(int Status, string Body)> SendAsync(string method, string path, byte[]? body, string type = "application/json")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Registers one module.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> AddAsync(string form)
    {
        (int status, string body) = await SendAsync("POST", "/wasm", $$"""{"modules":[{{form}}]}""");
        Assert.True(status == 200, body);
        using JsonDocument json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("modules")[0].GetProperty("add_result").GetProperty("Success").GetGuid();
    }

    /// <summary>Holds an answer to the shape of errors.</summary>
    /// <returns>The sentence for people.</returns>
    public static string Error(string body, string type)
    {
        using JsonDocument json = JsonDocument.Parse(body);
        JsonElement error = Assert.Single(json.RootElement.EnumerateObject()).Value;
        Assert.Equal(["type", "message"], error.EnumerateObject().Select(field => field.Name));
        Assert.Equal(type, error.GetProperty("type").GetString());
        return error.GetProperty("message").GetString()!;
    }

    /// <summary>What clients get.</summary>
    public async Task<int> StatusAsync()
    {
        using HttpResponseMessage response = await Traffic.GetAsync("/");
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task StartGatewayAsync(bool withManifest)
    {
        _gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options =>
            {
                options.SmgWasm.ManifestPath = withManifest ? ManifestPath : "";
                return _configure?.Invoke(options) ?? options;
            }
        );
        Client = new HttpClient { BaseAddress = Host.AdminAddress, Timeout = 2 * Eventually.Limit };
    }
}
