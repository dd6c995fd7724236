using Smg.Wasm.Compilation;

namespace Smg.Wasm.Registration;

/// <summary>What a registration learned of a module that it takes.</summary>
/// <param name="NotBridgedBecause">Why it takes the dynamic path although the bridge is asked for; null when it can be bridged.</param>
/// <param name="IsLinked">Whether its core modules were linked.</param>
/// <param name="NotLinkedBecause">Why they were not; null where they were, or are no more than one.</param>
/// <param name="IsDirect">Whether the host reads and writes its memory itself.</param>
internal sealed record ModuleFindings(string? NotBridgedBecause, bool IsLinked, string? NotLinkedBecause, bool IsDirect)
{
    /// <summary>What is known before the checks.</summary>
    public static ModuleFindings None { get; } = new(NotBridgedBecause: null, IsLinked: false, NotLinkedBecause: null, IsDirect: false);

    /// <summary>Why its calls cost more than they could.</summary>
    public CallObstacles Obstacles { get; init; }
}
