namespace Smg.Wasm.Compilation;

/// <summary>Why calls of a guest cost more than they could, as ends of sentences about it. They are kept with its code.</summary>
/// <param name="Direct">Why the component serves all messages; null where the guest is called in its memory.</param>
/// <param name="Start">Why its start functions run in each instance; null where they do not, or it has none.</param>
internal readonly record struct CallObstacles(string? Direct, string? Start);
