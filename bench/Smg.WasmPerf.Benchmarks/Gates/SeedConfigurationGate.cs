using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Tuning;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>The original's configuration, against the options under test, two callers, on the same path.</summary>
public sealed class SeedConfigurationGate : RatioGate
{
    private const int Workers = 2;
    private const int BodyBytes = 2 << 10;

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
    public override string? CannotRun => Processors.Missing(Workers);

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        WasmRuntime seed = new(SeedConfiguration.Apply(options, Workers));
        WasmRuntime tuned = new(options);

        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareInput[] messages = [SampleMessages.Request(BodyBytes)];
        CallerThreads seedCallers = new(seed, module, AttachPoint.OnRequest, messages, Workers, SeedConfiguration.Pipeline);
        CallerThreads tunedCallers = new(tuned, module, AttachPoint.OnRequest, messages, Workers, pipeline: 1);
        return new GateWorkload(seedCallers.RunBlock, tunedCallers.RunBlock, SizedBlockOptions.SeveralThreads with { Fewest = SeedConfiguration.Pipeline }, seedCallers, tunedCallers, seed, tuned);
    }
}
