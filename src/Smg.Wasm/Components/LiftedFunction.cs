namespace Smg.Wasm.Components;

/// <summary>A core function with the canonical options by which its component lifts it. Indices count in that component.</summary>
/// <param name="Core">The core function.</param>
/// <param name="Encoding">The encoding of its texts.</param>
/// <param name="Memory">The memory of its arguments and its result.</param>
/// <param name="Realloc">The core function that allocates in that memory.</param>
/// <param name="PostReturn">The core function that frees the result; null where the component has none.</param>
internal sealed record LiftedFunction(uint Core, StringEncoding Encoding, uint Memory, uint Realloc, uint? PostReturn);
