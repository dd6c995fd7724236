namespace Smg.Wasm.Registration;

/// <summary>
/// Keeps what modules there are beyond the life of the process. It is called for each change before the change is made, one at a time;
/// calls of modules do not wait for it.
/// </summary>
public interface IModuleJournal
{
    /// <summary>Keeps these modules in the place of those that were kept before.</summary>
    /// <param name="modules">All modules, the change among them.</param>
    /// <exception cref="IOException">They cannot be kept: the change is not made.</exception>
    void Keep(ModuleSnapshot modules);
}
