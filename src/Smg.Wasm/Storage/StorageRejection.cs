using Smg.Wasm.Failures;

namespace Smg.Wasm.Storage;

/// <summary>Why an operation is refused.</summary>
/// <param name="Reason">The hook's reason; where it failed, a sentence that quotes nothing from the hook.</param>
/// <param name="Module">The hook that refused it, by name.</param>
/// <param name="Failure">The failure; null when the hook decided to refuse.</param>
public sealed record StorageRejection(string Reason, string Module, ExecutionFailure? Failure);
