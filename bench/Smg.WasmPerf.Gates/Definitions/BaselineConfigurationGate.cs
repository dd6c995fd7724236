using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Tuning;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>The original's configuration, against the options under test, two callers, on the same path.</summary>
internal static class BaselineConfigurationGate
{
    private const int Workers = 2;
    private const int BodyBytes = 2 << 10;

    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "tuned_vs_seed_config_2_workers",
            Description =
                "time of a call with the original's (smg's) configuration (an engine for each of two workers, pool of 20, no "
                + "resident memory, concurrency support), over the options under test, two callers",
            Threshold = 3,
            FollowUp = "bench --filter '*EachOption*'",
            WhyNot = () => Processors.Missing(Workers),
            Method = new RatioMethod(Prepare),
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        WasmRuntime seed = new(BaselineConfiguration.Apply(options, Workers));
        WasmRuntime tuned = new(options);

        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareInput[] messages = [SampleMessages.Request(BodyBytes)];
        CallerThreads seedCallers = new(seed, module, AttachPoint.OnRequest, messages, Workers, BaselineConfiguration.Pipeline);
        CallerThreads tunedCallers = new(tuned, module, AttachPoint.OnRequest, messages, Workers, pipeline: 1);
        SizedBlockOptions size = SizedBlockOptions.SeveralThreads with { Fewest = BaselineConfiguration.Pipeline };
        return new GateWorkload(seedCallers.RunBlock, tunedCallers.RunBlock, size, seedCallers, tunedCallers, seed, tuned);
    }
}
