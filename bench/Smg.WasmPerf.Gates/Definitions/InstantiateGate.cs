using Smg.Wasm.Options;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Store and instance of a guest on standard allocation, against the same with the options under test. The guest has no adapter: the
/// question is what the allocator does, not how much it allocates.
/// </summary>
internal static class InstantiateGate
{
    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "instantiate_pooled_vs_standard",
            Description = "store + instance of the minimal guest on standard allocation, over the same in a pool",
            Threshold = 2,
            FollowUp = "bench --filter '*AllocationStrategy*'",
            Method = new RatioMethod(Prepare)
            {
                // What standard allocation costs depends on where the system places its mappings, and stays so for an engine: 2.0 to 2.6
                // times what a pool costs.
                PairsPerWorkload = 6,
            },
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        GuestBench standard = new(options with { Pooling = false, CallPath = CallPath.Dynamic }, GuestLibrary.Load("minimal"));
        GuestBench optimized = new(options with { CallPath = CallPath.Dynamic }, GuestLibrary.Load("minimal"));
        return new GateWorkload(standard.Instantiate, optimized.Instantiate, standard, optimized);
    }
}
