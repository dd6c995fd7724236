namespace Smg.Wasm.Wit;

/// <summary>A function of an interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters, in order.</param>
/// <param name="Result">What it returns; null for nothing.</param>
internal sealed record WitFunction(string Name, IReadOnlyList<WitMember> Parameters, WitValueType? Result);
