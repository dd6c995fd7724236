namespace Smg.WasmPerf.Tuning;

/// <summary>One thing that a search may change.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">The values to try beside the default's, as text.</param>
/// <param name="Reason">Why it may matter.</param>
public sealed record SearchDimension(string Name, IReadOnlyList<string> Values, string Reason);
