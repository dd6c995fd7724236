using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

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
            Method = new RatioMethod(Prepare),
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        MiddlewareRequest request = SampleMessages.Request(bodyBytes: 0);
        WasmModule module = GuestLibrary.Load("minimal");
        ModulesInTurn uncached = ModulesInTurn.Uncached(options with { Pooling = false }, module);
        ModulesInTurn cached = ModulesInTurn.Cached(options, module);
        return new GateWorkload(() => uncached.Call(request), () => cached.Call(request), uncached, cached);
    }
}
