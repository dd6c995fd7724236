using Smg.Load.Histograms;

namespace Smg.WasmPerf.Results;

/// <summary>One step of a load scenario's requests.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="OkCount">How often it succeeded.</param>
/// <param name="FailCount">How often it failed.</param>
/// <param name="Time">How long it took where it succeeded.</param>
/// <param name="TimeHistogram">All of <paramref name="Time"/>.</param>
public sealed record StepResult(string Name, long OkCount, long FailCount, LatencySummary Time, EncodedHistogram TimeHistogram);
