using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Catalog;

/// <summary>
/// All modules of an application, in the order in which they are called: those of the configuration, and those that the admin API
/// registered or its manifest kept. Where both have a module of one name, the configuration's serves and the other does not. Safe to use
/// from any thread.
/// </summary>
/// <param name="managed">The modules of the admin API and the manifest.</param>
/// <param name="configured">The modules of the configuration; null for none.</param>
internal sealed class ModuleCatalog(ModuleManager managed, ConfiguredModules? configured)
{
    private volatile Merged _merged = new(ModuleSnapshot.Empty, [], ModuleSnapshot.Empty);

    /// <summary>All modules at this moment: the same object until they change.</summary>
    public ModuleSnapshot Current
    {
        get
        {
            ModuleSnapshot changing = managed.Current;
            if (configured is null)
            {
                return changing;
            }

            IReadOnlyList<ConfiguredModule> fixedOnes = configured.Serving;
            Merged merged = _merged;
            if (!ReferenceEquals(merged.Managed, changing) || !ReferenceEquals(merged.Configured, fixedOnes))
            {
                IEnumerable<RegisteredModule> others = changing.Modules.Where(module =>
                    fixedOnes.All(one => one.Module.Module.Name != module.Module.Name)
                );
                _merged = merged = new Merged(changing, fixedOnes, ModuleSnapshot.Of([.. fixedOnes.Select(one => one.Module), .. others]));
            }

            return merged.All;
        }
    }

    /// <summary>Whether a module of a name is registered, or is being registered.</summary>
    public bool Knows(string name) => IsConfigured(name) || managed.Knows(name);

    /// <summary>Whether a module of a name is the configuration's, which the admin API cannot change.</summary>
    public bool IsConfigured(string name) => configured?.Has(name) == true;

    /// <summary>Whether a module is the configuration's.</summary>
    public bool IsConfigured(Guid id) => configured?.Serving.Any(one => one.Module.Id == id) == true;

    private sealed record Merged(ModuleSnapshot Managed, IReadOnlyList<ConfiguredModule> Configured, ModuleSnapshot All);
}
