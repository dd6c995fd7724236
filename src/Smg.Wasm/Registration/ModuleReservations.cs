using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>
/// The names and bytes of registrations in progress: of two that want the same, one gets it. Used under one lock with the modules.
/// </summary>
/// <param name="allowsSameBytes">Whether several modules may have the same bytes.</param>
internal sealed class ModuleReservations(bool allowsSameBytes)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<Sha256Digest> _digests = [];

    /// <summary>Reserves a module's name and bytes.</summary>
    /// <param name="module">The module.</param>
    /// <param name="known">The modules that there are.</param>
    /// <param name="replaced">The one whose place the module is to take: it may share name and bytes with that one.</param>
    /// <returns>Null when both are reserved, else why neither is.</returns>
    public RegistrationRefusal? TryReserve(WasmModule module, ModuleSnapshot known, Guid? replaced)
    {
        foreach (RegisteredModule other in known.Modules.Where(other => other.Id != replaced))
        {
            if (other.Module.Name == module.Name)
            {
                return Refusal(RegistrationError.NameTaken, $"a module of that name is registered ({other.Id})");
            }

            if (other.Module.Digest == module.Digest && !allowsSameBytes)
            {
                return Refusal(RegistrationError.DuplicateBytes, $"it has the same bytes as module '{other.Module.Name}' ({other.Id})");
            }
        }

        if (_names.Contains(module.Name))
        {
            return Refusal(RegistrationError.NameTaken, "a module of that name is being registered right now");
        }

        if (!allowsSameBytes && !_digests.Add(module.Digest))
        {
            return Refusal(RegistrationError.DuplicateBytes, "the same bytes are being registered right now");
        }

        _names.Add(module.Name);
        return null;
    }

    /// <summary>Whether a name is reserved.</summary>
    public bool Holds(string name) => _names.Contains(name);

    /// <summary>Frees what was reserved.</summary>
    public void Release(WasmModule module)
    {
        _names.Remove(module.Name);
        _digests.Remove(module.Digest);
    }

    private static RegistrationRefusal Refusal(RegistrationError error, string reason) => new(RegistrationStage.Duplicates, error, reason);
}
