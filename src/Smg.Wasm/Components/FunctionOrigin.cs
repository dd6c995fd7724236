namespace Smg.Wasm.Components;

/// <summary>Where a function is lifted.</summary>
/// <param name="Path">The nested components that lead to it, the outermost first; empty where the outermost component lifts it.</param>
/// <param name="Function">The core function with its options, in the innermost of those components.</param>
internal sealed record FunctionOrigin(IReadOnlyList<NestedComponent> Path, LiftedFunction Function);

/// <summary>A step into a nested component.</summary>
/// <param name="Component">The nested component's index.</param>
/// <param name="Instance">The index of the instance that is made of it.</param>
internal readonly record struct NestedComponent(uint Component, uint Instance);
