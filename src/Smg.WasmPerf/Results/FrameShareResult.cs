namespace Smg.WasmPerf.Results;

/// <summary>A method that one side of a gate spends more of its time in than the other.</summary>
/// <param name="Frame">The method.</param>
/// <param name="ShareA">The share of the A side's samples in which it was the innermost method outside of .NET's own libraries, from 0 to
/// 1.</param>
/// <param name="ShareB">The same of the B side.</param>
public sealed record FrameShareResult(string Frame, double ShareA, double ShareB);
