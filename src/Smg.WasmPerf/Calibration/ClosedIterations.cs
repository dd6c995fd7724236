namespace Smg.WasmPerf.Calibration;

/// <summary>What the closed model costs by itself.</summary>
/// <param name="RatePerSecond">Iterations a second, of all copies together.</param>
/// <param name="BytesPerIteration">Bytes of managed memory that an iteration takes, the run's own start and end included.</param>
public sealed record ClosedIterations(double RatePerSecond, double BytesPerIteration);
