namespace Smg.Wasm.Contract;

/// <summary>One entry of the request's context, for instance the tenant of the operation.</summary>
/// <param name="Key">The name of the entry.</param>
/// <param name="Value">Its value.</param>
public readonly record struct ContextEntry(string Key, string Value);
