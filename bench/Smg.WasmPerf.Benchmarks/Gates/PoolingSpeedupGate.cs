using Smg.Wasm.Options;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>
/// The original's own test: compile, instantiate and run(10, 20) on standard allocation, against pooled allocation and a cached module.
/// Each pair repeats the slow side 40 times, so that the smallest run of 30 pairs has more than its 1000 iterations.
/// </summary>
public sealed class PoolingSpeedupGate : RatioGate
{
    private const int UncachedRepeats = 40;
    private const int CachedRepeats = 400;

    /// <inheritdoc/>
    public override string Name => "pooling_speedup";

    /// <inheritdoc/>
    public override string Description => "compile + instantiate + run(10, 20) on standard allocation, over instantiate + run of a cached module in a pool";

    /// <inheritdoc/>
    public override double Threshold => 5;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh bench --filter '*AllocationStrategy*'";

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        SeedWorkload standard = new(pooling: false);
        SeedWorkload optimized = new(options.Pooling);
        return new GateWorkload(standard.RunUncached, UncachedRepeats, optimized.RunCached, CachedRepeats, standard, optimized);
    }
}
