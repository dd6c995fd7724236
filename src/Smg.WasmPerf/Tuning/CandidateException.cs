namespace Smg.WasmPerf.Tuning;

/// <summary>A candidate cannot be used; the message says why. A search goes on without it, unless it is the default.</summary>
/// <param name="message">Why.</param>
public sealed class CandidateException(string message) : InvalidOperationException(message);
