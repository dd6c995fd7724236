namespace Smg.Wasm.Contract;

/// <summary>How large an answer may be.</summary>
/// <param name="Headers">Bytes of headers or columns, or of a reason.</param>
/// <param name="Body">Bytes of a body or of events.</param>
internal readonly record struct AnswerLimits(int Headers, int Body);
