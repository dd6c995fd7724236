namespace Smg.Wasm.Telemetry;

/// <summary>Occupancy of a runtime's pools at one moment.</summary>
/// <param name="InUse">Component instances that calls hold now.</param>
/// <param name="Size">Instances that the pools can hold at once; null without pooling.</param>
public readonly record struct PoolOccupancy(int InUse, int? Size);
