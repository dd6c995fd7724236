using Smg.Wasm.Failures;

namespace Smg.Wasm.Storage;

/// <summary>Why an operation does not go on.</summary>
/// <param name="Reason">The hook's own words; where it failed, a sentence that quotes nothing of it.</param>
/// <param name="Module">The hook that refused it, by name.</param>
/// <param name="Failure">What went wrong; null when the hook simply decided so.</param>
public sealed record StorageRejection(string Reason, string Module, ExecutionFailure? Failure);
