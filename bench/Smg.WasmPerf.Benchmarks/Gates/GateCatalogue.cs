namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>All gates, in the order in which they run.</summary>
public static class GateCatalogue
{
    /// <summary>The gates.</summary>
    public static IReadOnlyList<IGate> All { get; } =
    [
        new PoolingSpeedupGate(),
        new InstantiateGate(),
        new CachingGate(),
        new BridgeGate("2k", 2 << 10, threshold: 8),
        new BridgeGate("16k", 16 << 10, threshold: 20),
        new BridgeGate("128k", 128 << 10, threshold: 35),
        new AllocationGate(),
        new ScalingGate(),
        new SeedConfigurationGate(),
        new WarmStartGate(),
        new InlineOverheadGate(),
        new GatewayThroughputGate(),
        new GatewayLatencyGate(),
    ];
}
