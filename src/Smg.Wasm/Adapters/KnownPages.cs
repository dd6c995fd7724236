using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>The function that returns the pages which a guest knows of its memory, where the memory has more.</summary>
/// <param name="Path">The nested components that lead to the memory, the outermost first.</param>
/// <param name="Memories">The indices of the memory in the innermost of them.</param>
/// <param name="Function">The index of the core function in the same component.</param>
internal sealed record KnownPages(IReadOnlyList<NestedComponent> Path, IReadOnlySet<uint> Memories, uint Function)
{
    /// <summary>A function's origin, with the pages that the guest knows where it is called with that memory.</summary>
    public FunctionOrigin AddTo(FunctionOrigin origin) =>
        Path.SequenceEqual(origin.Path) && Memories.Contains(origin.Function.Memory)
            ? origin with
            {
                Function = origin.Function with { KnownPages = Function },
            }
            : origin;
}
