namespace Smg.Wasm.Contract;

/// <summary>One HTTP header.</summary>
/// <param name="Name">The header's name, in the spelling that was received.</param>
/// <param name="Value">The header's value.</param>
public readonly record struct Header(string Name, string Value);
