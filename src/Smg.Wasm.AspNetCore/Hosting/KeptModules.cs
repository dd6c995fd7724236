using Smg.Wasm.AspNetCore.Manifests;

namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>Owns the manifest of an application, which it may have.</summary>
/// <param name="manifest">The manifest; null where modules of the admin API end with the process.</param>
internal sealed class KeptModules(Manifest? manifest) : IDisposable
{
    /// <summary>The manifest.</summary>
    public Manifest? Manifest => manifest;

    /// <inheritdoc/>
    public void Dispose() => manifest?.Dispose();
}
