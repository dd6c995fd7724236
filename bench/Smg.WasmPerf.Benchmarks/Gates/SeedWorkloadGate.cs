using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>The original's own comparison, through this runtime's cache and pool: compile, instantiate and run on standard allocation, against run with the options under test.</summary>
public sealed class SeedWorkloadGate : RatioGate
{
    /// <inheritdoc/>
    public override string Name => "seed_workload";

    /// <inheritdoc/>
    public override string Description =>
        "compile + instantiate + run of the minimal guest on standard allocation, over instantiate + run of the cached component in a pool, both through the runtime";

    /// <inheritdoc/>
    public override double Threshold => 20;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh bench --filter '*ComponentCaching*'";

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        MiddlewareRequest request = SampleMessages.Request(bodyBytes: 0);
        WasmModule module = GuestLibrary.Load("minimal");
        CacheMisses misses = new(options with { Pooling = false }, module);
        WasmRuntime runtime = new(options);
        return new GateWorkload(() => misses.Call(request), () => RuntimeCall.Run(runtime, module, request), misses, runtime);
    }
}
