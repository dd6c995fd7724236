namespace Smg.Wasm.Compilation;

/// <summary>The engines of a runtime that code is compiled for, each with the WIT's types as it knows them; at least one.</summary>
/// <param name="Pooled">Those whose allocator makes memories.</param>
/// <param name="Undoing">
/// Those for which the host makes memories, and undoes what an instance wrote, in the same order; null where it cannot. They are made when
/// a component first needs them.
/// </param>
internal sealed record EngineTypes(IReadOnlyList<AttachPointTypes> Pooled, Lazy<IReadOnlyList<AttachPointTypes>>? Undoing)
{
    /// <summary>The engines for components whose memories the host makes, or those for all others.</summary>
    public IReadOnlyList<AttachPointTypes> For(bool isUndone) => isUndone ? Undoing!.Value : Pooled;
}
