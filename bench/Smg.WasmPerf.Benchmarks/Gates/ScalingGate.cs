using Smg.Wasm;
using Smg.Wasm.Options;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>Executions a second of two callers over one, inline on the callers' threads.</summary>
public sealed class ScalingGate : RatioGate
{
    private const int CallsPerThread = 1500;

    /// <inheritdoc/>
    public override string Name => "scaling_2_workers";

    /// <inheritdoc/>
    public override string Description => "executions a second of two callers inline, over one (minimal guest, body of 2 KB)";

    /// <inheritdoc/>
    public override double Threshold => 1.7;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh load --filter worker-sweep";

    /// <inheritdoc/>
    public override string? CannotRun => Environment.ProcessorCount < 2 ? "it needs two processors" : null;

    /// <inheritdoc/>
    protected override int PairsPerWorkload => 2;

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        WasmRuntime runtime = new(options with { Dispatch = Dispatch.Inline, InlineConcurrency = 2 });
        CallerThreads one = new(runtime, threads: 1, CallsPerThread, pipeline: 1);
        CallerThreads two = new(runtime, threads: 2, CallsPerThread, pipeline: 1);
        return GateWorkload.OfBlocks(new PairedWorkload(one.RunBlock, two.RunBlock), one, two, runtime);
    }
}
