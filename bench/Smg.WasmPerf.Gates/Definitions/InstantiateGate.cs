using Smg.Wasm.Options;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Store and instance of a guest on standard allocation, against the same with the options under test. The guest stands alone, without its bridge:
/// the question is what the allocator does, not how much there is to allocate.
/// </summary>
public sealed class InstantiateGate : RatioGate
{
    /// <inheritdoc/>
    public override string Name => "instantiate_pooled_vs_standard";

    /// <inheritdoc/>
    public override string Description => "store + instance of the minimal guest on standard allocation, over the same in a pool";

    /// <inheritdoc/>
    public override double Threshold => 2;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh bench --filter '*AllocationStrategy*'";

    /// <summary>What standard allocation costs depends on where its mappings come to lie, and stays with an engine: 2.0 to 2.6 times what a pool costs.</summary>
    protected override int PairsPerWorkload => 6;

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        GuestBench standard = new(options with { Pooling = false, CallPath = CallPath.Dynamic }, GuestLibrary.Load("minimal"));
        GuestBench optimized = new(options with { CallPath = CallPath.Dynamic }, GuestLibrary.Load("minimal"));
        return new GateWorkload(standard.Instantiate, optimized.Instantiate, standard, optimized);
    }
}
