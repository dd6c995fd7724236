namespace Smg.Wasm.Telemetry;

/// <summary>A bucket of a histogram of times.</summary>
/// <param name="FromUs">The shortest of them, in microseconds.</param>
/// <param name="ToUs">The longest of them, in microseconds.</param>
/// <param name="Count">How many there were.</param>
public readonly record struct PhaseBucket(double FromUs, double ToUs, long Count);
