using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// The original's own comparison, through this runtime's cache and pool: compile, instantiate and run on standard allocation, against run
/// with the options under test.
/// </summary>
internal static class BaselineWorkloadGate
{
    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "seed_workload",
            Description =
                "compile + instantiate + run of the minimal guest on standard allocation, "
                + "over instantiate + run of the cached component in a pool, both through the runtime (two modules in turn)",
            Threshold = 20,
            FollowUp = "bench --filter '*ComponentCaching*'",
            Method = new RatioMethod(options => ModulesInTurn.Compare(options with { Pooling = false }, options)),
        };
}
