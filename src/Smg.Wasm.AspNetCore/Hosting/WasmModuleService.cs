using Microsoft.Extensions.Options;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Manifests;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>
/// Brings the modules up before the server listens: 1. those of the configuration, of which none may be refused; 2. those of the manifest.
/// Afterwards it follows changes of the configuration.
/// </summary>
internal sealed class WasmModuleService(
    IOptions<SmgWasmOptions> options,
    WasmConfigurationSource source,
    ConfiguredModules configured,
    KeptModules kept,
    IServiceProvider services,
    ILogger<WasmModuleService> logger
) : IHostedLifecycleService
{
    private readonly ConfigurationReload? _reload = source.Section is { } section
        ? new ConfigurationReload(section, configured, logger)
        : null;
    private readonly Readiness _readiness = services.GetRequiredService<Readiness>();

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> faults = await configured.ApplyAsync(options.Value.Modules, cancellationToken).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(
                Microsoft.Extensions.Options.Options.DefaultName,
                typeof(SmgWasmOptions),
                faults.Select(fault => $"SmgWasm: {fault}")
            );
        }

        if (kept.Manifest is { } manifest)
        {
            await new ManifestRestore(manifest, services.GetRequiredService<ModuleManager>(), logger)
                .RunAsync(cancellationToken)
                .ConfigureAwait(false);
        }

        _readiness.Phase = GatewayPhase.Serving;
        _reload?.Start(services.GetService<IConfiguration>());
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _readiness.Phase = GatewayPhase.Stopping;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _reload?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
