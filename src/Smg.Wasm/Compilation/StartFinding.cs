using Smg.Wasm.Linking;

namespace Smg.Wasm.Compilation;

/// <summary>What was found out about a guest's start functions.</summary>
/// <param name="Effects">What they do; null where that is not known.</param>
/// <param name="IsCutOff">Whether the time limit ended them: another look could find more.</param>
/// <param name="IsFailure">Whether they fail in a module that holds no imports.</param>
internal readonly record struct StartFinding(StartEffects? Effects, bool IsCutOff, bool IsFailure)
{
    /// <summary>Nothing was found: they run in each instance.</summary>
    public static StartFinding Unknown { get; } = new(Effects: null, IsCutOff: false, IsFailure: false);
}
