using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>A call whose component must be compiled, against one whose component is cached; both through the whole runtime.</summary>
internal static class CachingGate
{
    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "cached_vs_uncached",
            Description = "a call of the minimal guest that misses the component cache, over one that hits it (two modules in turn)",
            Threshold = 20,
            FollowUp = "bench --filter '*ComponentCaching*'",
            Method = new RatioMethod(options => ModulesInTurn.Compare(options, options)),
        };
}
