using Smg.WasmPerf.Gates;

namespace Smg.Sabotage.Suite;

/// <summary>
/// The faults that each gate must find, by their names in src/Sabotage. A gate that is missing here does not compile: without a fault that
/// turns it red, nobody knows what it is worth.
/// </summary>
internal static class GateFaults
{
    // Numbers outside the enumeration are not caught here: a discard would also catch a gate without a fault.
#pragma warning disable CS8524
    /// <summary>The faults of a gate; at least one.</summary>
    public static IReadOnlyList<string> Of(GateId gate) =>
        gate switch
        {
            GateId.PoolingSpeedup => ["no-pool"],
            GateId.PoolingSpeedupOneCaller => ["no-pool"],
            GateId.SeedWorkload => ["cache-forgets", "nothing-cached"],
            GateId.InstantiatePooledVsStandard => ["no-pool"],
            GateId.CachedVsUncached => ["cache-forgets", "nothing-cached"],
            GateId.RuntimeVsPackageApi2K => ["no-adapter"],
            GateId.RuntimeVsPackageApi16K => ["no-adapter"],
            GateId.RuntimeVsPackageApi128K => ["no-adapter"],
            GateId.AllocatedBytes => ["allocation", "extra-copy"],
            GateId.PageFaults => ["nothing-resident", "no-pool"],
            GateId.AddressSpaceCalls => ["no-pregrow", "nothing-resident"],
            GateId.HostPageFaults => ["nothing-resident", "no-pool"],
            GateId.HostAddressSpaceCalls => ["nothing-resident", "no-pool"],
            GateId.Body64KVs2K => ["slow-body", "no-direct-memory"],
            GateId.Body128KVs2K => ["slow-body", "no-direct-memory"],
            GateId.Scaling2Workers => ["global-lock"],
            GateId.TunedVsSeed => ["no-pool"],
            GateId.WarmStart => ["compiled-file-lost", "slow-load"],
            GateId.StartWithModules => ["compiled-file-lost", "slow-restore"],
            GateId.InlineOverhead => ["slow-inline", "never-inline"],
            GateId.GatewayThroughput => ["slow-gateway"],
            GateId.GatewayThroughputChain => ["slow-gateway"],
            GateId.GatewayThroughput64K => ["slow-body"],
            GateId.GatewayLatency => ["gateway-tail"],
            GateId.StreamFirstToken => ["slow-event"],
        };
#pragma warning restore CS8524
}
