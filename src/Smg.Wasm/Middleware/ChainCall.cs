using Smg.Wasm.Contract;

namespace Smg.Wasm.Middleware;

/// <summary>One call of a module in a chain.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="AttachPoint">Where it was called.</param>
/// <param name="Outcome">The action (<c>continue</c>, <c>modify</c>, <c>reject</c>), or the cause of the failure, as in metrics.</param>
/// <param name="Duration">How long the call took, queue time included.</param>
public readonly record struct ChainCall(string Module, AttachPoint AttachPoint, string Outcome, TimeSpan Duration);
