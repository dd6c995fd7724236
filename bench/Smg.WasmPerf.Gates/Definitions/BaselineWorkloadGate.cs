using Smg.Wasm;
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
                + "over instantiate + run of the cached component in a pool, both through the runtime",
            Threshold = 20,
            FollowUp = "bench --filter '*ComponentCaching*'",
            Method = new RatioMethod(Prepare),
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        MiddlewareRequest request = SampleMessages.Request(bodyBytes: 0);
        WasmModule module = GuestLibrary.Load("minimal");
        CacheMisses misses = new(options with { Pooling = false }, module);
        WasmRuntime runtime = new(options);
        return new GateWorkload(() => misses.Call(request), () => RuntimeCall.Run(runtime, module, request), misses, runtime);
    }
}
