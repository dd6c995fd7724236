namespace Smg.WasmPerf.Calibration;

/// <summary>Cost of the closed model without a target.</summary>
/// <param name="RatePerSecond">Iterations a second, of all copies together.</param>
/// <param name="BytesPerIteration">Bytes of managed memory that an iteration takes, the run's own start and end included.</param>
public sealed record ClosedIterations(double RatePerSecond, double BytesPerIteration);
