using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// A call with a large body over one with a body of 2 KB: a body costs what its bytes cost, and no growth of the guest's memory.
/// </summary>
internal static class BodySizeGate
{
    private const int SmallBytes = 2 << 10;

    /// <summary>Defines the gate.</summary>
    /// <param name="size">The large body's size as the gate's name has it.</param>
    /// <param name="bodyBytes">Its size in bytes.</param>
    /// <param name="threshold">What the ratio is held against: unchanged code measured 2.2 with 64 KB and 3.5 with 128 KB, which are its
    /// copies of the body.</param>
    public static Gate Define(string size, int bodyBytes, double threshold) =>
        new()
        {
            Name = $"body_{size}_vs_2k",
            Description = $"a call of the minimal guest with a body of {bodyBytes:N0} bytes, over one with a body of 2 KB, inline",
            Threshold = threshold,
            Direction = GateDirection.AtMost,
            Method = new RatioMethod(options => Prepare(options, bodyBytes))
            {
                // The pages that calls need are learned, and the guest is compiled with them.
                WarmUpTime = TimeSpan.FromSeconds(2),
            },
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options, int bodyBytes)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest large = SampleMessages.Request(bodyBytes);
        MiddlewareRequest small = SampleMessages.Request(SmallBytes);
        WasmRuntime runtime = new(options with { Dispatch = Dispatch.Inline });
        return new GateWorkload(() => RuntimeCall.Run(runtime, module, large), () => RuntimeCall.Run(runtime, module, small), runtime);
    }
}
