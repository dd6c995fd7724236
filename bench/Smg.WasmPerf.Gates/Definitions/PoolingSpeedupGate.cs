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

/// <summary>
/// Pooling alone: whole calls of this runtime on standard allocation, over the same with the options under test. Compiled code is cached on
/// both sides. Standard allocation maps and unmaps memory for each call, which takes a lock of the kernel for the whole process: two
/// callers at once wait for each other.
/// </summary>
internal static class PoolingSpeedupGate
{
    /// <summary>Defines the gate.</summary>
    /// <param name="name">The gate's name.</param>
    /// <param name="callers">How many callers at once.</param>
    /// <param name="threshold">The threshold of the ratio.</param>
    public static Gate Define(string name, int callers, double threshold) =>
        new()
        {
            Name = name,
            Description =
                "time of a call of the minimal guest without a body on standard allocation, over the same in a pool "
                + $"({(callers == 1 ? "one caller" : $"{callers} callers at once")}, compiled code cached on both sides)",
            Threshold = threshold,
            FollowUp = "bench --filter '*AllocationStrategy*'",
            WhyNot = () => Processors.Missing(callers),
            Method = new RatioMethod(options => Prepare(options, callers)) { PairsPerWorkload = 24 },
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options, int callers)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareInput[] messages = [SampleMessages.Request(bodyBytes: 0)];
        WasmRuntimeOptions inline = options with { Dispatch = Dispatch.Inline, InlineConcurrency = callers };
        WasmRuntime standard = new(inline with { Pooling = false });
        WasmRuntime pooled = new(inline);
        CallerThreads a = new(standard, module, AttachPoint.OnRequest, messages, callers, pipeline: 1);
        CallerThreads b = new(pooled, module, AttachPoint.OnRequest, messages, callers, pipeline: 1);
        return new GateWorkload(a.RunBlock, b.RunBlock, SizedBlockOptions.SeveralThreads, a, b, standard, pooled);
    }
}
