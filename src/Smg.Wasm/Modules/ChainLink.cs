namespace Smg.Wasm.Modules;

/// <summary>A module's place in a chain, for modules that no manager has registered.</summary>
/// <param name="Module">The module.</param>
/// <param name="FailurePolicy">What happens to a message when the module fails.</param>
public sealed record ChainLink(WasmModule Module, FailurePolicy FailurePolicy = FailurePolicy.Closed) : IChainLink;
