using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>A call through the Wasmtime package's component API as documented, against the runtime with the options under test.</summary>
internal static class PackageApiGate
{
    /// <summary>Defines the gate.</summary>
    /// <param name="size">The body's size as the gate's name has it.</param>
    /// <param name="bodyBytes">The body's size in bytes.</param>
    /// <param name="threshold">The threshold of the ratio.</param>
    public static Gate Define(string size, int bodyBytes, double threshold) =>
        new()
        {
            Name = $"runtime_vs_package_api_{size}",
            Description =
                $"a call of the minimal guest with a body of {bodyBytes:N0} bytes through the Wasmtime package's component API, "
                + $"over the same through the runtime",
            Threshold = threshold,
            FollowUp = "bench --filter '*CallSteps*'",
            Method = new RatioMethod(options => Prepare(options, bodyBytes)),
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options, int bodyBytes)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest request = SampleMessages.Request(bodyBytes);
        PackageGuest package = new(module);
        WasmRuntime runtime = new(options);
        return new GateWorkload(
            calls => BlockTimer.MicrosecondsPerOperation(1, () => package.Call(request, calls)) / calls,
            calls => BlockTimer.MicrosecondsPerOperation(calls, () => RuntimeCall.Run(runtime, module, request)),
            new SizedBlockOptions(),
            package,
            runtime
        );
    }
}
