namespace Smg.Wasm.Registration;

/// <summary>Origin of a module's bytes.</summary>
/// <param name="GivenPath">The path that it was registered by; null when it came as bytes.</param>
/// <param name="RealPath">The file that was read, links resolved; null when it came as bytes.</param>
public readonly record struct ModuleOrigin(string? GivenPath, string? RealPath);
