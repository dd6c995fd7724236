namespace Smg.WasmPerf.Results;

/// <summary>What the first of a gate's two measurements found.</summary>
/// <param name="Verdict">How it ended.</param>
/// <param name="Value">The median, in the gate's unit.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end of its 95 % interval.</param>
public sealed record GateAttempt(GateVerdict Verdict, double Value, double Low, double High);
