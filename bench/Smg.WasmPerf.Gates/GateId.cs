using Smg.WasmPerf.Gates.Definitions;

namespace Smg.WasmPerf.Gates;

/// <summary>
/// The gates, in the order in which they run. The catalogue and the sabotage suite each have a case for every member: a gate without a
/// definition, or without the faults that it must find, does not compile.
/// </summary>
public enum GateId
{
    /// <summary><see cref="PoolingSpeedupGate"/> with two callers.</summary>
    PoolingSpeedup,

    /// <summary><see cref="PoolingSpeedupGate"/> with one caller.</summary>
    PoolingSpeedupOneCaller,

    /// <summary><see cref="BaselineWorkloadGate"/>.</summary>
    SeedWorkload,

    /// <summary><see cref="InstantiateGate"/>.</summary>
    InstantiatePooledVsStandard,

    /// <summary><see cref="CachingGate"/>.</summary>
    CachedVsUncached,

    /// <summary><see cref="PackageApiGate"/> with bodies of 2 KB.</summary>
    RuntimeVsPackageApi2K,

    /// <summary><see cref="PackageApiGate"/> with bodies of 16 KB.</summary>
    RuntimeVsPackageApi16K,

    /// <summary><see cref="PackageApiGate"/> with bodies of 128 KB.</summary>
    RuntimeVsPackageApi128K,

    /// <summary><see cref="AllocationGate"/>.</summary>
    AllocatedBytes,

    /// <summary><see cref="PageFaultGate"/>.</summary>
    PageFaults,

    /// <summary><see cref="AddressSpaceGate"/>.</summary>
    AddressSpaceCalls,

    /// <summary><see cref="PageFaultGate"/> with a memory that the host makes.</summary>
    HostPageFaults,

    /// <summary><see cref="AddressSpaceGate"/> with a memory that the host makes.</summary>
    HostAddressSpaceCalls,

    /// <summary><see cref="BodySizeGate"/> with bodies of 64 KB.</summary>
    Body64KVs2K,

    /// <summary><see cref="BodySizeGate"/> with bodies of 128 KB.</summary>
    Body128KVs2K,

    /// <summary><see cref="ScalingGate"/>.</summary>
    Scaling2Workers,

    /// <summary><see cref="BaselineConfigurationGate"/>.</summary>
    TunedVsSeed,

    /// <summary><see cref="WarmStartGate"/>.</summary>
    WarmStart,

    /// <summary><see cref="StartGate"/>.</summary>
    StartWithModules,

    /// <summary><see cref="InlineOverheadGate"/>.</summary>
    InlineOverhead,

    /// <summary><see cref="GatewayThroughputGate"/> with one module.</summary>
    GatewayThroughput,

    /// <summary><see cref="GatewayThroughputGate"/> with three modules.</summary>
    GatewayThroughputChain,

    /// <summary><see cref="GatewayThroughputGate"/> with bodies of 64 KB.</summary>
    GatewayThroughput64K,

    /// <summary><see cref="GatewayLatencyGate"/>.</summary>
    GatewayLatency,

    /// <summary><see cref="StreamFirstTokenGate"/>.</summary>
    StreamFirstToken,
}
