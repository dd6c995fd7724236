using Smg.WasmPerf.Gates.Definitions;
using Smg.WasmPerf.Gates.Measuring;

namespace Smg.WasmPerf.Gates;

/// <summary>All gates, in the order in which they run.</summary>
public static class GateCatalogue
{
    /// <summary>The gates.</summary>
    public static IReadOnlyList<Gate> All { get; } = [.. Enum.GetValues<GateId>().Select(Create)];

    /// <summary>The gate with an identity.</summary>
    /// <param name="id">The identity, a member of the enumeration.</param>
    public static Gate Find(GateId id) => All[(int)id];

    // Numbers outside the enumeration are not caught here: a discard would also catch a new gate that nobody defined.
#pragma warning disable CS8524
    private static Gate Create(GateId id) =>
        id switch
        {
            GateId.PoolingSpeedup => PoolingSpeedupGate.Define("pooling_speedup", callers: 2, threshold: 5),
            GateId.PoolingSpeedupOneCaller => PoolingSpeedupGate.Define("pooling_speedup_one_caller", callers: 1, threshold: 3),
            GateId.SeedWorkload => BaselineWorkloadGate.Define(),
            GateId.InstantiatePooledVsStandard => InstantiateGate.Define(),
            GateId.CachedVsUncached => CachingGate.Define(),
            GateId.RuntimeVsPackageApi2K => PackageApiGate.Define("2k", 2 << 10, threshold: 8),
            GateId.RuntimeVsPackageApi16K => PackageApiGate.Define("16k", 16 << 10, threshold: 20),
            GateId.RuntimeVsPackageApi128K => PackageApiGate.Define("128k", 128 << 10, threshold: 35),
            GateId.AllocatedBytes => AllocationGate.Define(),
            GateId.PageFaults => PageFaultGate.Define(),
            GateId.AddressSpaceCalls => AddressSpaceGate.Define(),
            GateId.HostPageFaults => PageFaultGate.DefineHost(),
            GateId.HostAddressSpaceCalls => AddressSpaceGate.DefineHost(),
            GateId.Body64KVs2K => BodySizeGate.Define("64k", 64 << 10, threshold: 2),
            GateId.Body128KVs2K => BodySizeGate.Define("128k", 128 << 10, threshold: 3),
            GateId.Scaling2Workers => ScalingGate.Define(),
            GateId.TunedVsSeed => BaselineConfigurationGate.Define(),
            GateId.WarmStart => WarmStartGate.Define(),
            GateId.StartWithModules => StartGate.Define(),
            GateId.InlineOverhead => InlineOverheadGate.Define(),
            GateId.GatewayThroughput => GatewayThroughputGate.DefineMinimal(),
            GateId.GatewayThroughputChain => GatewayThroughputGate.DefineChain(),
            GateId.GatewayThroughput64K => GatewayThroughputGate.DefineLargeBody(),
            GateId.GatewayLatency => GatewayLatencyGate.Define(),
            GateId.StreamFirstToken => StreamFirstTokenGate.Define(),
        };
#pragma warning restore CS8524
}
