namespace Smg.Wasm.Components;

/// <summary>A core function with the canonical options by which its component lifts it. Indices count in that component.</summary>
/// <param name="Core">The core function.</param>
/// <param name="Encoding">The encoding of its texts.</param>
/// <param name="Memory">The memory of its arguments and its result.</param>
/// <param name="Realloc">The core function that allocates in that memory.</param>
/// <param name="PostReturn">The core function that frees the result; null where the component has none.</param>
internal sealed record LiftedFunction(uint Core, StringEncoding Encoding, uint Memory, uint Realloc, uint? PostReturn)
{
    /// <summary>
    /// The core function that returns the pages which the guest knows of its memory; null where those are all that the memory has.
    /// </summary>
    public uint? KnownPages { get; init; }
}
