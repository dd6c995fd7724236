using Smg.Wasm.Adapters;

namespace Smg.Wasm.Compilation;

/// <summary>What was made of a component before it was compiled.</summary>
/// <param name="Bridge">How messages reach it.</param>
/// <param name="IsLinked">Whether its core modules were linked.</param>
/// <param name="IsUndone">Whether the host provides the guest's memory with its content, and undoes what an instance wrote.</param>
internal readonly record struct CompiledForm(BridgeForm Bridge, bool IsLinked, bool IsUndone)
{
    /// <summary>The form as a part of file names' digests.</summary>
    public override string ToString() => $"{Bridge}{(IsLinked ? ", linked" : "")}{(IsUndone ? ", undone" : "")}";
}
