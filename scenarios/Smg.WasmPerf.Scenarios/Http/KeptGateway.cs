using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Hosting;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>A gateway that keeps its modules in a manifest, and restores them when it starts.</summary>
public sealed class KeptGateway : IAsyncDisposable
{
    private static readonly Uri AnyPort = new("http://127.0.0.1:0");

    private readonly GatewayHost _host;

    private KeptGateway(GatewayHost host) => _host = host;

    /// <summary>Modules that it serves.</summary>
    public int Modules => _host.AllModules.Count;

    /// <summary>Starts a gateway; it serves clients when its modules are restored.</summary>
    /// <param name="options">The options of its runtime.</param>
    /// <param name="manifest">The manifest's file, an absolute path. A file that is not there is one without modules.</param>
    /// <exception cref="IOException">The manifest cannot be used.</exception>
    public static async Task<KeptGateway> StartAsync(WasmRuntimeOptions options, string manifest)
    {
        KeptGateway gateway = new(
            new GatewayHost(
                new GatewayOptions
                {
                    Address = AnyPort,
                    AdminAddress = AnyPort,
                    Upstream = AnyPort,
                    SmgWasm = new SmgWasmOptions { Runtime = options, ManifestPath = manifest },
                }
            )
        );
        try
        {
            await gateway._host.StartAsync().ConfigureAwait(false);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Registers a module on requests, as the admin API does.</summary>
    /// <exception cref="InvalidOperationException">The module is refused; the message says why.</exception>
    public async Task RegisterAsync(WasmModule module)
    {
        RegistrationResult result = await _host
            .Modules.RegisterBytesAsync(new ModuleRegistration(module.Name, [AttachPoint.OnRequest]), module.Bytes.ToArray())
            .ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"The component cannot be kept: {result.Message}");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
