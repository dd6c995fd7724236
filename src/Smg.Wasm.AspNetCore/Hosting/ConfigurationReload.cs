using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>
/// Follows changes of the configuration. One that is refused is logged and noted, and what served goes on. A file that cannot be read any
/// more looks to the configuration as an empty one: modules that are gone without a word stay.
/// </summary>
/// <param name="section">The section of the modules.</param>
/// <param name="configured">The modules.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class ConfigurationReload(IConfiguration section, ConfiguredModules configured, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private IDisposable? _watch;
    private Task _last = Task.CompletedTask;

    /// <summary>Files that could not be read when they changed, with the reason.</summary>
    private readonly Dictionary<FileConfigurationProvider, string> _unread = [];

    /// <summary>Begins to follow.</summary>
    /// <param name="root">What the section is a part of: files of it that cannot be read are noted too. Null where that is not
    /// known.</param>
    public void Start(IConfiguration? root)
    {
        foreach (FileConfigurationProvider file in (root as IConfigurationRoot)?.Providers.OfType<FileConfigurationProvider>() ?? [])
        {
            Action<FileLoadExceptionContext>? given = file.Source.OnLoadException;
            file.Source.OnLoadException = context =>
            {
                string fault = $"The file {file.Source.Path} cannot be read: {context.Exception.GetBaseException().Message}";
                lock (_lock)
                {
                    _unread[file] = fault;
                }

                Refuse([fault]);
                given?.Invoke(context);
            };
        }

        _watch = ChangeToken.OnChange(section.GetReloadToken, Reload);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>Changes come one after the other: the last one is what holds.</summary>
    private void Reload()
    {
        lock (_lock)
        {
            _last = ReloadAfterAsync(_last);
        }
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "It is noted and logged, and what served goes on."
    )]
    private async Task ReloadAfterAsync(Task previous)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            IReadOnlyList<string> faults = await ReloadAsync().ConfigureAwait(false);
            if (faults.Count == 0)
            {
                HostingLog.Reloaded(logger, configured.Serving.Count);
            }
            else
            {
                Refuse(faults);
            }
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            Refuse([e.GetBaseException().Message]);
        }
    }

    /// <summary>
    /// What cannot be read still: the modules of such a file are missing from the configuration, and are not meant to go. A file that was
    /// read again has keys.
    /// </summary>
    private string[] FindUnread()
    {
        lock (_lock)
        {
            foreach (FileConfigurationProvider file in _unread.Keys.Where(file => file.GetChildKeys([], null).Any()).ToArray())
            {
                _unread.Remove(file);
            }

            return [.. _unread.Values];
        }
    }

    private async Task<IReadOnlyList<string>> ReloadAsync()
    {
        if (FindUnread() is { Length: > 0 } unread)
        {
            return unread;
        }

        if (
            configured.Serving.Count > 0
            && !section.GetChildren().Any(child => child.Key.Equals(nameof(SmgWasmOptions.Modules), StringComparison.OrdinalIgnoreCase))
        )
        {
            return
            [
                "SmgWasm:Modules is missing, or its file cannot be read. To remove all modules, keep the key and leave it empty: "
                    + "\"Modules\": {}.",
            ];
        }

        SmgWasmOptions changed = new();
        SmgWasmBinder.Bind(section, changed);
        IReadOnlyList<string> faults = SmgWasmValidator.FindFaults(changed);
        return faults.Count > 0 ? faults : await configured.ApplyAsync(changed.Modules, _stopping.Token).ConfigureAwait(false);
    }

    private void Refuse(IReadOnlyList<string> faults)
    {
        configured.Refuse(faults);
        HostingLog.NotReloaded(logger, string.Join(" ", faults));
    }
}
