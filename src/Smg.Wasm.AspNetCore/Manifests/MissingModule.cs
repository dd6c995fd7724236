namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>A module of the manifest that is not registered.</summary>
/// <param name="Entry">What the manifest keeps of it.</param>
/// <param name="Reason">Why it is not registered.</param>
internal sealed record MissingModule(ManifestEntry Entry, string Reason);
