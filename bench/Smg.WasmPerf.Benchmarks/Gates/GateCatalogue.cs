namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>All gates, in the order in which they run.</summary>
public static class GateCatalogue
{
    /// <summary>The gates.</summary>
    public static IReadOnlyList<IGate> All { get; } = [new PoolingSpeedupGate(), new InstantiateGate(), new CachingGate()];
}
