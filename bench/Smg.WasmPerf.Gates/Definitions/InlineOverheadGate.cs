using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>ExecuteAsync on the caller's thread, against a bare loop of the same native calls.</summary>
internal static class InlineOverheadGate
{
    private const int BodyBytes = 2 << 10;

    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "inline_overhead",
            Description =
                "a call of the minimal guest with a body of 2 KB by ExecuteAsync inline, over a bare loop of the same native calls",
            Threshold = 1.2,
            Direction = GateDirection.AtMost,
            Method = new RatioMethod(Prepare),
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest request = SampleMessages.Request(BodyBytes);
        WasmRuntime runtime = new(options with { Dispatch = Dispatch.Inline });
        GuestBench bare = new(options, module);
        return new GateWorkload(() => RuntimeCall.Run(runtime, module, request), () => bare.WholeCall(request), runtime, bare);
    }
}
