namespace Smg.Wasm.Compilation;

/// <summary>A guest that is to be called in its memory.</summary>
/// <param name="Adapted">The guest with the adapter.</param>
/// <param name="ImportsTypes">Whether it imports nothing but types.</param>
/// <param name="Links">Whether core modules may become one where the guest has several.</param>
internal readonly record struct DirectGuest(ReadOnlyMemory<byte> Adapted, bool ImportsTypes, bool Links);
