using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Comparison;

/// <summary>One thing that both sides measured.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="A">The A side's value as text, with its unit.</param>
/// <param name="B">The B side's value as text, with its unit.</param>
/// <param name="Ratio">The ratio B/A.</param>
/// <param name="Verdict">What B is, held against A.</param>
/// <param name="Note">What else there is to know; empty for nothing.</param>
public sealed record ComparisonRow(string Name, string A, string B, RatioInterval Ratio, ComparisonVerdict Verdict, string Note);
