using Smg.Wasm.Failures;

namespace Smg.Wasm.Middleware;

/// <summary>An event in a chain that is worth a log line. It quotes nothing that a guest wrote.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Message">The consequence, in one sentence; for a dropped part, which part.</param>
/// <param name="Failure">The failure; null when there was none.</param>
public sealed record ChainNote(string Module, ChainNoteKind Kind, string Message, ExecutionFailure? Failure = null);
