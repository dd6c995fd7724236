namespace Smg.Wasm.Registration;

/// <summary>
/// Persists the list of modules beyond the life of the process. It is called before each change is made, one change at a time; calls of
/// modules do not wait for it.
/// </summary>
public interface IModuleJournal
{
    /// <summary>Replaces the persisted list by these modules.</summary>
    /// <param name="modules">All modules, with the change applied.</param>
    /// <exception cref="IOException">The list cannot be written. The change is then not made.</exception>
    void Keep(ModuleSnapshot modules);
}
