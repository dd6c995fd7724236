namespace Smg.Wasm.Contract;

/// <summary>One entry of the request's context, for instance the tenant on whose behalf the operation is made.</summary>
/// <param name="Key">What it is.</param>
/// <param name="Value">Its value.</param>
public readonly record struct ContextEntry(string Key, string Value);
