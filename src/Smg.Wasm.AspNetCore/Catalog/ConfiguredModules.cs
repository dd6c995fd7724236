using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Catalog;

/// <summary>
/// The modules of the configuration. A change takes effect as a whole: modules that did not change go on serving, new and changed ones pass
/// every step of a registration first, and where one is refused all stays as it was. Safe to use from any thread.
/// </summary>
/// <param name="runtime">What runs them.</param>
/// <param name="root">The folder that relative paths begin at.</param>
internal sealed class ConfiguredModules(WasmRuntime runtime, string root) : IDisposable
{
    private readonly SemaphoreSlim _changes = new(1);
    private volatile State _state = new([], []);

    /// <summary>The modules, in the order of the configuration.</summary>
    public IReadOnlyList<ConfiguredModule> Serving => _state.Serving;

    /// <summary>Why the last change did not take effect, a sentence each; empty where it did.</summary>
    public IReadOnlyList<string> Faults => _state.Faults;

    /// <summary>Whether a module of a name is the configuration's.</summary>
    public bool Has(string name) => _state.Serving.Any(one => one.Module.Module.Name == name);

    /// <summary>Makes the modules those of a configuration.</summary>
    /// <param name="wanted">The modules.</param>
    /// <param name="cancellationToken">Gives it up; all stays as it was.</param>
    /// <returns>Why it did not take effect, a sentence for each module that was refused; empty where it did.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(IReadOnlyList<WasmModuleOptions> wanted, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<ConfiguredModule> next = [];
            List<string> faults = [];
            foreach (WasmModuleOptions module in wanted)
            {
                await AddAsync(module, next, faults, cancellationToken).ConfigureAwait(false);
            }

            IReadOnlyList<ConfiguredModule> old = _state.Serving;
            _state = new State(faults.Count == 0 ? next : old, faults);
            if (faults.Count == 0)
            {
                RemoveAll(old.Except(next));
            }
            else
            {
                RemoveAll(next.Except(old));
            }

            return faults;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Notes why a change did not even come to be tried.</summary>
    public void Refuse(IReadOnlyList<string> faults)
    {
        State state;
        do
        {
            state = _state;
        } while (!ReferenceEquals(Interlocked.CompareExchange(ref _state, state with { Faults = faults }, state), state));
    }

    /// <inheritdoc/>
    public void Dispose() => _changes.Dispose();

    private static void RemoveAll(IEnumerable<ConfiguredModule> modules)
    {
        foreach (ConfiguredModule module in modules.ToArray())
        {
            module.Remove();
        }
    }

    private async Task AddAsync(
        WasmModuleOptions module,
        List<ConfiguredModule> next,
        List<string> faults,
        CancellationToken cancellationToken
    )
    {
        string path = Path.GetFullPath(module.Path, root);
        string given = ConfiguredModule.Describe(module, DigestOf(path));
        if (_state.Serving.FirstOrDefault(one => one.Fingerprint == given) is { } same)
        {
            next.Add(same);
            return;
        }

        ConfiguredModule? old = _state.Serving.FirstOrDefault(one => one.Module.Module.Name == module.Name);
        ModuleManager owner = new(runtime, allowsSameBytes: true);
        ModuleRegistration registration = module.ToRegistration();
        RegistrationResult result = old is null
            ? await owner.RegisterFileAsync(registration, path, cancellationToken).ConfigureAwait(false)
            : await owner
                .RestoreFileAsync(new ModuleIdentity(old.Module.Id, 0, old.Module.CreatedAt), registration, path, cancellationToken)
                .ConfigureAwait(false);
        if (result.Succeeded)
        {
            // The file may have changed since it was looked at: what counts is what was read.
            next.Add(new ConfiguredModule(owner, result.Module, ConfiguredModule.Describe(module, result.Module.Module.Digest)));
        }
        else
        {
            faults.Add(result.Message);
        }
    }

    /// <summary>The digest of a file; none where it cannot be read: the registration says why.</summary>
    private static Sha256Digest DigestOf(string path)
    {
        try
        {
            return Sha256Digest.Of(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>What serves and why the last change did not take effect: whoever sees a change knows both of it.</summary>
    private sealed record State(IReadOnlyList<ConfiguredModule> Serving, IReadOnlyList<string> Faults);
}
