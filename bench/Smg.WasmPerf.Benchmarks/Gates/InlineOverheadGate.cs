using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>ExecuteAsync on the caller's thread, against a bare loop of the same native calls.</summary>
public sealed class InlineOverheadGate : RatioGate
{
    private const int BodyBytes = 2 << 10;

    /// <inheritdoc/>
    public override string Name => "inline_overhead";

    /// <inheritdoc/>
    public override string Description => "a call of the minimal guest with a body of 2 KB by ExecuteAsync inline, over a bare loop of the same native calls";

    /// <inheritdoc/>
    public override double Threshold => 1.2;

    /// <inheritdoc/>
    public override GateDirection Direction => GateDirection.AtMost;

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest request = SampleMessages.Request(BodyBytes);
        WasmRuntime runtime = new(options with { Dispatch = Dispatch.Inline });
        GuestBench bare = new(options, module);
        return new GateWorkload(() => RuntimeCall.Run(runtime, module, request), () => bare.WholeCall(request), runtime, bare);
    }
}
