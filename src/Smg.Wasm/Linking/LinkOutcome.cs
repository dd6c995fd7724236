namespace Smg.Wasm.Linking;

/// <summary>What linking made of a component.</summary>
/// <param name="Linked">The component with fewer core modules; null where it stays as it is.</param>
/// <param name="Obstacle">Why it stays, as the end of a sentence about it; null where it is linked, or has nothing to link.</param>
internal sealed record LinkOutcome(byte[]? Linked, string? Obstacle);
