using Smg.Wasm.Linking;

namespace Smg.Wasm.Compilation;

/// <summary>What was found out about a guest's start functions.</summary>
/// <param name="Effects">What they do; null where that is not known.</param>
/// <param name="IsCutOff">Whether the time limit ended them: another look could find more.</param>
/// <param name="IsFailure">Whether they fail in a module that holds no imports.</param>
/// <param name="Obstacle">Why it is not known, as the end of a sentence about the guest; null where it is known.</param>
internal readonly record struct StartFinding(StartEffects? Effects, bool IsCutOff, bool IsFailure, string? Obstacle)
{
    /// <summary>Nothing was found: they run in each instance.</summary>
    /// <param name="obstacle">Why, as the end of a sentence about the guest.</param>
    public static StartFinding Unknown(string obstacle) => new(Effects: null, IsCutOff: false, IsFailure: false, obstacle);
}
