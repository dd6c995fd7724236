namespace Smg.Wasm.Compilation;

/// <summary>What came of making one core module of a guest.</summary>
/// <param name="Module">The module; null where the guest can only be called as a component.</param>
/// <param name="Obstacle">Why it can only be called so, as the end of a sentence about the guest; null where it need not.</param>
internal readonly record struct DirectOutcome(DirectModule? Module, string? Obstacle);
