using Smg.Wasm.Failures;

namespace Smg.Wasm.Middleware;

/// <summary>Something that a log should know about a message's way through a chain. It quotes nothing that a guest wrote.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Message">What follows from it, in one sentence; for a dropped part, which part.</param>
/// <param name="Failure">The failure; null when there was none.</param>
public sealed record ChainNote(string Module, ChainNoteKind Kind, string Message, ExecutionFailure? Failure = null);
