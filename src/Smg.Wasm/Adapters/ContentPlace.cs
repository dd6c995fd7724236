using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>A memory that a component defines.</summary>
/// <param name="Path">The nested components that lead to it, the outermost first.</param>
/// <param name="Module">The core module of the innermost of them that defines it.</param>
/// <param name="Defined">How many memories that module defines before it.</param>
/// <param name="Limits">Its size.</param>
internal sealed record ContentPlace(IReadOnlyList<uint> Path, uint Module, uint Defined, CoreLimits Limits);
