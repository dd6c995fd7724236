using Smg.Wasm.Adapters;

namespace Smg.Wasm.Compilation;

/// <summary>What was made of a component before it was compiled.</summary>
/// <param name="Bridge">How messages reach it.</param>
/// <param name="IsLinked">Whether its core modules were linked.</param>
internal readonly record struct CompiledForm(BridgeForm Bridge, bool IsLinked)
{
    /// <summary>The form as a part of file names' digests.</summary>
    public override string ToString() => IsLinked ? $"{Bridge}, linked" : $"{Bridge}";
}
