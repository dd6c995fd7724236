using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>What a module keeps across a restart, beside its registration.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sequence">Its place among modules of equal order.</param>
/// <param name="CreatedAt">When it was first registered.</param>
public sealed record ModuleIdentity(Guid Id, long Sequence, DateTimeOffset CreatedAt)
{
    /// <summary>The origin of its bytes at its first registration; null for their present origin.</summary>
    public ModuleOrigin? Origin { get; init; }

    /// <summary>The digest that its bytes must have; null for any.</summary>
    public Sha256Digest? Digest { get; init; }
}
