namespace Smg.Wasm.Components;

/// <summary>An instruction of a function. Places count from the beginning of the locals.</summary>
/// <param name="Code">Its first byte.</param>
/// <param name="Local">The local that it gets or sets; null for other instructions.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where the next one begins.</param>
internal readonly record struct CoreStep(byte Code, uint? Local, int Start, int End);
