namespace Smg.Wasm.Components;

/// <summary>How a component comes by a function.</summary>
internal abstract record FunctionSource;

/// <summary>Lifts it from a core function.</summary>
internal sealed record FunctionOfCore(LiftedFunction Lifted) : FunctionSource;

/// <summary>Takes it from an instance.</summary>
internal sealed record FunctionOfInstance(uint Instance, string Name) : FunctionSource;

/// <summary>Imports it.</summary>
internal sealed record ImportedFunction(string Name) : FunctionSource;

/// <summary>Has it at another index already.</summary>
internal sealed record SameFunction(uint Index) : FunctionSource;

/// <summary>Takes it from an enclosing component, or lifts it in a way that is not followed.</summary>
internal sealed record UnknownFunction : FunctionSource;

/// <summary>Lifts a core function without a memory: one that takes and gives numbers alone.</summary>
/// <param name="Core">The core function's index.</param>
internal sealed record PlainFunction(uint Core) : FunctionSource;
