namespace Smg.WasmPerf.Tuning;

/// <summary>One measured run at a rate.</summary>
/// <param name="Rate">Arrivals a second.</param>
/// <param name="Verdict">How it did.</param>
/// <param name="Purpose">Why it was measured: <c>ramp</c>, <c>bisect</c>, <c>again</c> for a level that did not pass at once, or
/// <c>confirm</c>.</param>
public sealed record RateLevel(int Rate, RateVerdict Verdict, string Purpose);
