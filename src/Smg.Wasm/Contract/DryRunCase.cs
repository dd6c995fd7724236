namespace Smg.Wasm.Contract;

/// <summary>One call of a dry run.</summary>
/// <param name="Name">What is special about it, as a message names it.</param>
/// <param name="Input">What the module is called with.</param>
internal readonly record struct DryRunCase(string Name, GuestInput Input);
