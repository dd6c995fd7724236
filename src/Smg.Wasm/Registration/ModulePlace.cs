using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>The place of a module among the others.</summary>
/// <param name="Replaced">The module whose place it takes; null for none.</param>
/// <param name="Restored">What it has kept of a former life; null for nothing.</param>
internal readonly record struct ModulePlace(Guid? Replaced, ModuleIdentity? Restored)
{
    /// <summary>Behind the others of its order.</summary>
    public static ModulePlace New => default;

    /// <summary>In the place of another.</summary>
    public static ModulePlace InsteadOf(Guid id) => new(id, null);

    /// <summary>In the place that it had.</summary>
    public static ModulePlace Of(ModuleIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new(null, identity);
    }

    /// <summary>Why a module is not the one that there was; null when it is.</summary>
    public RegistrationRefusal? FindDifference(WasmModule module) =>
        Restored?.Digest is { } digest && digest != module.Digest
            ? new RegistrationRefusal(
                RegistrationStage.Read,
                RegistrationError.BytesChanged,
                $"its bytes have the digest {module.Digest}, but those of the module had {digest}"
            )
            : null;
}
