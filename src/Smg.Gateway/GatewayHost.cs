using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Smg.Gateway.Admin;
using Smg.Gateway.Proxy;
using Smg.Wasm;
using Smg.Wasm.Modules;

namespace Smg.Gateway;

/// <summary>A whole gateway: the runtime, its modules, and the servers before them.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _proxy;
    private readonly WebApplication _admin;

    /// <summary>Makes a gateway. It is not started.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    /// <exception cref="Smg.Wasm.Options.OptionsException">The options cannot be used; the exception names every wrong field.</exception>
    public GatewayHost(GatewayOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        GatewayOptionsValidator.ThrowIfInvalid(options);
        Options = options;
        Runtime = new WasmRuntime(options.Runtime, loggers);
        Modules = new ModuleManager(Runtime);
        _proxy = ProxyApp.Build(options, Runtime, Modules, loggers);
        _admin = AdminApp.Build(options, Runtime, Modules, loggers);
    }

    /// <summary>The options.</summary>
    public GatewayOptions Options { get; }

    /// <summary>What runs the modules.</summary>
    public WasmRuntime Runtime { get; }

    /// <summary>The modules.</summary>
    public ModuleManager Modules { get; }

    /// <summary>Where clients are served, with the port that was taken. Known once it is started.</summary>
    public Uri Address => AddressOf(_proxy);

    /// <summary>Where the admin API is served, with the port that was taken. Known once it is started.</summary>
    public Uri AdminAddress => AddressOf(_admin);

    /// <summary>Starts to serve.</summary>
    /// <exception cref="IOException">An address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _admin.StartAsync(cancellationToken).ConfigureAwait(false);
        await _proxy.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes no more connections and waits for the requests that run.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _proxy.StopAsync(cancellationToken).ConfigureAwait(false);
        await _admin.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync().ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
        Runtime.Dispose();
    }

    /// <summary>Where a started server listens.</summary>
    internal static Uri AddressOf(WebApplication app)
        => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
