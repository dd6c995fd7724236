using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Pipeline;

/// <summary>
/// An application with WebAssembly middleware, on a real socket, and a client of it. Its modules are files in a folder that ends with it.
/// </summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smg-app-").FullName;
    private readonly ReloadableSource _source = new();

    public WebApplication App { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => new(App.Urls.First());

    /// <summary>Settings below <c>SmgWasm</c>, by their keys.</summary>
    public Dictionary<string, string?> Settings { get; } =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Runtime:PoolSize"] = "16",
            ["Runtime:ThreadPoolSize"] = "2",
            ["Runtime:MaxExecutionTimeMs"] = "60000",
            ["Runtime:CompileGuard"] = "None",
        };

    /// <summary>Adds a module to the configuration.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="module">Its bytes.</param>
    /// <param name="more">Further keys of it.</param>
    public TestApp With(string name, WasmModule module, params (string Key, string Value)[] more)
    {
        Settings[$"Modules:{name}:Path"] = WriteFile($"{name}.wasm", module.Bytes.ToArray());
        Settings[$"Modules:{name}:DryRun"] = "false";
        foreach ((string key, string value) in more)
        {
            Settings[$"Modules:{name}:{key}"] = value;
        }

        return this;
    }

    public string WriteFile(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Starts the application.</summary>
    /// <param name="configure">Its pipeline after the middleware.</param>
    /// <param name="before">Its pipeline before the middleware.</param>
    /// <param name="services">Further services.</param>
    public async Task<TestApp> StartAsync(
        Action<WebApplication> configure,
        Action<WebApplication>? before = null,
        Action<WebApplicationBuilder>? services = null
    )
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = _folder });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        Reload(fire: false);
        builder.Configuration.Sources.Add(_source);
        builder.Services.AddSmgWasm(builder.Configuration.GetSection("SmgWasm"));
        services?.Invoke(builder);
        App = builder.Build();
        before?.Invoke(App);
        App.UseWasmMiddleware();
        configure(App);
        await App.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = Address,
            Timeout = 2 * Eventually.Limit,
        };
        return this;
    }

    /// <summary>Makes <see cref="Settings"/> the configuration.</summary>
    public void Reload(bool fire = true) =>
        _source.Set(Settings.ToDictionary(pair => $"SmgWasm:{pair.Key}", pair => pair.Value, StringComparer.OrdinalIgnoreCase), fire);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private sealed class ReloadableSource : IConfigurationSource
    {
        private readonly Provider _provider = new();

        public void Set(IDictionary<string, string?> data, bool fire) => _provider.Set(data, fire);

        public IConfigurationProvider Build(IConfigurationBuilder builder) => _provider;
    }

    private sealed class Provider : ConfigurationProvider
    {
        public void Set(IDictionary<string, string?> data, bool fire)
        {
            Data = data;
            if (fire)
            {
                OnReload();
            }
        }
    }
}
