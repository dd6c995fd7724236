using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Manifests;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.Modules;

namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>
/// Brings the modules up before the server listens: 1. those of the configuration, of which none may be refused; 2. those of the manifest. Afterwards it follows changes of the
/// configuration: one that is refused is logged, and what served goes on.
/// </summary>
internal sealed class WasmModuleService(
    IOptions<SmgWasmOptions> options, WasmConfigurationSource source, ConfiguredModules configured, ModuleManager managed, KeptModules kept, Readiness readiness, ILogger<WasmModuleService> logger)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private IDisposable? _watch;
    private Task _reload = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> faults = await configured.ApplyAsync(options.Value.Modules, cancellationToken).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(Microsoft.Extensions.Options.Options.DefaultName, typeof(SmgWasmOptions), faults.Select(fault => $"SmgWasm: {fault}"));
        }

        if (kept.Manifest is { } manifest)
        {
            await new ManifestRestore(manifest, managed, logger).RunAsync(cancellationToken).ConfigureAwait(false);
        }

        readiness.Phase = GatewayPhase.Serving;
        if (source.Section is { } section)
        {
            _watch = ChangeToken.OnChange(section.GetReloadToken, Reload);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Phase = GatewayPhase.Stopping;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _watch?.Dispose();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _reload.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Changes come one after the other: the last one is what holds.</summary>
    private void Reload() => _reload = _reload.ContinueWith(_ => ReloadAsync(), _stopping.Token, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();

    private async Task ReloadAsync()
    {
        SmgWasmOptions changed = new();
        SmgWasmBinder.Bind(source.Section!, changed);
        IReadOnlyList<string> faults = SmgWasmValidator.FindFaults(changed);
        if (faults.Count > 0)
        {
            configured.Refuse(faults);
        }
        else
        {
            faults = await configured.ApplyAsync(changed.Modules, _stopping.Token).ConfigureAwait(false);
        }

        if (faults.Count == 0)
        {
            HostingLog.Reloaded(logger, configured.Serving.Count);
        }
        else
        {
            HostingLog.NotReloaded(logger, string.Join(" ", faults));
        }
    }
}
