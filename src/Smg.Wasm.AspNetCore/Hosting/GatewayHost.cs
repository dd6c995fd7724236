using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Smg.Wasm.AspNetCore.Admin;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Manifests;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.AspNetCore.Proxy;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>A complete gateway: the runtime, its modules, and the servers for clients and operators.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly Manifest? _manifest;
    private readonly ConfiguredModules _configured;
    private readonly ConfigurationReload? _reload;
    private readonly ModuleCatalog _catalog;
    private readonly Readiness _readiness;
    private readonly GatewayMetrics _metrics;
    private readonly UpstreamProbe? _upstream;
    private readonly WebApplication _proxy;
    private readonly WebApplication _admin;
    private readonly CancellationTokenSource _drainEnds = new();
    private readonly CancellationTokenSource _stopsRestoring = new();
    private readonly Task _restored = Task.CompletedTask;

    /// <summary>
    /// Creates a gateway without starting it. The modules of the manifest are restored meanwhile: reading them takes one processor, and
    /// building the servers another.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="loggers">Creates the gateway's loggers; null for no log.</param>
    /// <exception cref="OptionsException">An option is invalid. The exception lists every error.</exception>
    /// <exception cref="IOException">The manifest cannot be used.</exception>
    public GatewayHost(GatewayOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        GatewayOptionsValidator.ThrowIfInvalid(options);
        Options = options;
        _logger = AdminApp.CreateLogger(loggers);
        _manifest = options.SmgWasm.ManifestPath is { Length: > 0 } path
            ? new Manifest(path, options.AcknowledgeDamagedManifest, _logger)
            : null;
        try
        {
            Runtime = new WasmRuntime(options.SmgWasm.Runtime, loggers);
        }
        catch
        {
            _manifest?.Dispose();
            throw;
        }

        Modules = ServedModules.CreateManager(options.SmgWasm, Runtime, _manifest);
        if (_manifest is not null)
        {
            ManifestRestore restore = new(_manifest, Modules, _logger);
            _restored = Task.Run(() => restore.RunAsync(_stopsRestoring.Token));
        }

        _upstream = UpstreamProbe.Create(options, TimeProvider.System);
        _configured = new ConfiguredModules(Runtime, Environment.CurrentDirectory);
        _reload = options.Configuration is { } root
            ? new ConfigurationReload(root.GetSection(SmgWasmSettings.Section), _configured, _logger)
            : null;
        _catalog = new ModuleCatalog(Modules, _configured);
        _readiness = ServedModules.CreateReadiness(_manifest, _configured);
        _proxy = ProxyApp.Build(options, new ServedModules(options.SmgWasm, Runtime, Modules, _catalog, _readiness), loggers);
        _metrics = new GatewayMetrics(Runtime, _catalog, _readiness, _proxy.Services.GetRequiredService<IMeterFactory>());
        _admin = AdminApp.Build(options, Runtime, (Modules, _catalog), _manifest, _readiness, (_metrics, _upstream), loggers);
    }

    /// <summary>The options.</summary>
    public GatewayOptions Options { get; }

    /// <summary>The runtime that runs the modules.</summary>
    public WasmRuntime Runtime { get; }

    /// <summary>The modules of the admin API and the manifest.</summary>
    public ModuleManager Modules { get; }

    /// <summary>All modules, in the order in which they are called: those of the configuration, and <see cref="Modules"/>.</summary>
    public IReadOnlyList<RegisteredModule> AllModules => _catalog.Current.Modules;

    /// <summary>Address on which clients are served, with the actual port. Available after the start.</summary>
    public Uri Address => AddressOf(_proxy);

    /// <summary>All addresses on which clients are served. Available after the start.</summary>
    public IReadOnlyCollection<string> Addresses =>
        [.. _proxy.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Address on which the admin API is served, with the actual port. Available after the start.</summary>
    public Uri AdminAddress => AddressOf(_admin);

    /// <summary>Starts serving: operators at once, and clients when the modules of the manifest are restored.</summary>
    /// <exception cref="IOException">An address is in use.</exception>
    /// <exception cref="OptionsException">A module of the configuration is refused. The exception lists all of them.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await ConfigureAsync(cancellationToken).ConfigureAwait(false);
        if (_manifest is null)
        {
            // With nothing to restore, whoever sees /health answer can send requests.
            await _proxy.StartAsync(cancellationToken).ConfigureAwait(false);
            await _admin.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await _admin.StartAsync(cancellationToken).ConfigureAwait(false);
            await _restored.WaitAsync(cancellationToken).ConfigureAwait(false);
            await _proxy.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        _readiness.Phase = GatewayPhase.Serving;
    }

    /// <summary>
    /// Closes the listeners and waits for running requests, at most <see cref="GatewayOptions.DrainTimeoutMs"/>. Operators are served to
    /// the end.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait early.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _readiness.Phase = GatewayPhase.Stopping;
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _drainEnds.Token);
        using CancellationTokenSource cut = new();
        using CancellationTokenRegistration over = deadline.Token.UnsafeRegister(_ => Cut(cut), null);
        deadline.CancelAfter(Options.DrainTimeoutMs);
        await _proxy.StopAsync(cut.Token).ConfigureAwait(false);
        await _admin.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cuts off the requests that a stop, of now or later, would wait for. From any thread.</summary>
    public void EndDrain() => _drainEnds.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_reload is not null)
        {
            await _reload.DisposeAsync().ConfigureAwait(false);
        }

        if (!_restored.IsCompleted)
        {
            await _stopsRestoring.CancelAsync().ConfigureAwait(false);
            await _restored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _proxy.DisposeAsync().ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
        Runtime.Dispose();
        _metrics.Dispose();
        _configured.Dispose();
        _upstream?.Dispose();
        _manifest?.Dispose();
        _drainEnds.Dispose();
        _stopsRestoring.Dispose();
    }

    private async Task ConfigureAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> faults = await _configured.ApplyAsync(Options.SmgWasm.Modules, cancellationToken).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            throw new OptionsException(faults);
        }

        _reload?.Start(Options.Configuration);
    }

    /// <summary>Whoever is cut off then knows why.</summary>
    private void Cut(CancellationTokenSource cut)
    {
        _readiness.Phase = GatewayPhase.Cutting;
        cut.Cancel();
    }

    /// <summary>Where a started server listens.</summary>
    internal static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
