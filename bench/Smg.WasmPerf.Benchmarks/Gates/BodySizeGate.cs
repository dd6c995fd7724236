using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A call with a large body over one with a body of 2 KB: a body costs what its bytes cost, and no growth of the guest's memory.</summary>
/// <param name="size">The large body's size as the gate's name has it.</param>
/// <param name="bodyBytes">Its size in bytes.</param>
/// <param name="threshold">What the ratio is held against.</param>
public sealed class BodySizeGate(string size, int bodyBytes, double threshold) : RatioGate
{
    private const int SmallBytes = 2 << 10;

    /// <inheritdoc/>
    public override string Name => $"body_{size}_vs_2k";

    /// <inheritdoc/>
    public override string Description => $"a call of the minimal guest with a body of {bodyBytes:N0} bytes, over one with a body of 2 KB, inline";

    /// <inheritdoc/>
    public override double Threshold => threshold;

    /// <inheritdoc/>
    public override GateDirection Direction => GateDirection.AtMost;

    /// <summary>The pages that calls need are learned, and the guest is compiled with them.</summary>
    protected override TimeSpan WarmUpTime => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest large = SampleMessages.Request(bodyBytes);
        MiddlewareRequest small = SampleMessages.Request(SmallBytes);
        WasmRuntime runtime = new(options with { Dispatch = Dispatch.Inline });
        return new GateWorkload(() => RuntimeCall.Run(runtime, module, large), () => RuntimeCall.Run(runtime, module, small), runtime);
    }
}
