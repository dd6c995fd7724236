namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>All gates, in the order in which they run.</summary>
public static class GateCatalogue
{
    /// <summary>The gates.</summary>
    public static IReadOnlyList<IGate> All { get; } = [.. Enum.GetValues<GateId>().Select(Create)];

    /// <summary>The gate with an identity.</summary>
    /// <param name="id">The identity, a member of the enumeration.</param>
    public static IGate Find(GateId id) => All[(int)id];

    // Numbers outside the enumeration are not caught here: a discard would also catch a new gate that nobody defined.
#pragma warning disable CS8524
    private static IGate Create(GateId id) => id switch
    {
        GateId.PoolingSpeedup => new PoolingSpeedupGate("pooling_speedup", callers: 2, threshold: 5),
        GateId.PoolingSpeedupOneCaller => new PoolingSpeedupGate("pooling_speedup_one_caller", callers: 1, threshold: 3),
        GateId.SeedWorkload => new SeedWorkloadGate(),
        GateId.InstantiatePooledVsStandard => new InstantiateGate(),
        GateId.CachedVsUncached => new CachingGate(),
        GateId.BridgeVsDynamic2K => new BridgeGate("2k", 2 << 10, threshold: 8),
        GateId.BridgeVsDynamic16K => new BridgeGate("16k", 16 << 10, threshold: 20),
        GateId.BridgeVsDynamic128K => new BridgeGate("128k", 128 << 10, threshold: 35),
        GateId.AllocatedBytes => new AllocationGate(),
        GateId.PageFaults => new PageFaultGate(),
        GateId.AddressSpaceCalls => new AddressSpaceGate(),
        GateId.Body64KVs2K => new BodySizeGate("64k", 64 << 10, threshold: 2),
        GateId.Body128KVs2K => new BodySizeGate("128k", 128 << 10, threshold: 3),
        GateId.Scaling2Workers => new ScalingGate(),
        GateId.TunedVsSeed => new SeedConfigurationGate(),
        GateId.WarmStart => new WarmStartGate(),
        GateId.InlineOverhead => new InlineOverheadGate(),
        GateId.GatewayThroughput => new GatewayThroughputGate(),
        GateId.GatewayLatency => new GatewayLatencyGate(),
        GateId.StreamFirstToken => new StreamFirstTokenGate(),
    };
#pragma warning restore CS8524
}
