using Smg.Load.Histograms;

namespace Smg.WasmPerf.Calibration;

/// <summary>How well the open model keeps its schedule.</summary>
/// <param name="Lateness">From the intended start of each request to its real one, and a little more.</param>
/// <param name="RatePerSecond">Requests a second that were made.</param>
/// <param name="Arrivals">Requests in all.</param>
/// <param name="ProcessorTime">Processor time of the process for each arrival.</param>
public sealed record ArrivalAccuracy(LatencySummary Lateness, double RatePerSecond, long Arrivals, TimeSpan ProcessorTime);
