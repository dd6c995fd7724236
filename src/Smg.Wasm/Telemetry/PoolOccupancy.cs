namespace Smg.Wasm.Telemetry;

/// <summary>How full a runtime's pool is at one moment.</summary>
/// <param name="InUse">Component instances that calls hold now.</param>
/// <param name="Size">Instances that there can be at once; null without pooling.</param>
public readonly record struct PoolOccupancy(int InUse, int? Size);
