using Smg.Wasm;
using Smg.Wasm.Options;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>The original's configuration, against the options under test, two callers, on the same path.</summary>
public sealed class SeedConfigurationGate : RatioGate
{
    private const int CallsPerThread = 1024;
    private const int Workers = 2;
    private const int SeedPoolSize = 20;
    private const int SeedPipeline = 16;

    /// <inheritdoc/>
    public override string Name => "tuned_vs_seed_config_2_workers";

    /// <inheritdoc/>
    public override string Description =>
        "time of a call with the original's configuration (an engine for each of two workers, pool of 20, nothing kept resident, concurrency support), over the options under test, two callers";

    /// <inheritdoc/>
    public override double Threshold => 3;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh bench --filter '*EachOption*'";

    /// <inheritdoc/>
    public override string? CannotRun => Environment.ProcessorCount < Workers ? "it needs two processors" : null;

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        WasmRuntime seed = new(options with
        {
            Dispatch = Dispatch.Workers,
            EngineSharing = EngineSharing.PerWorker,
            ThreadPoolSize = Workers,
            PoolSize = SeedPoolSize,
            MemoryKeepResidentBytes = 0,
            TableKeepResidentBytes = 0,
            ConcurrencySupport = true,
        });
        WasmRuntime tuned = new(options);

        // The seed's callers keep its workers busy: what is compared is not the price of waiting for a thread to wake up.
        CallerThreads seedCallers = new(seed, Workers, CallsPerThread, SeedPipeline);
        CallerThreads tunedCallers = new(tuned, Workers, CallsPerThread, pipeline: 1);
        return GateWorkload.OfBlocks(new PairedWorkload(seedCallers.RunBlock, tunedCallers.RunBlock), seedCallers, tunedCallers, seed, tuned);
    }
}
