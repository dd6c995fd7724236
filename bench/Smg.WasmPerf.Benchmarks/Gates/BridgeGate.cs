using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A call through the Wasmtime package's component API as documented, against the runtime with the options under test.</summary>
/// <param name="size">The body's size as the gate's name has it.</param>
/// <param name="bodyBytes">The body's size in bytes.</param>
/// <param name="threshold">What the ratio is held against.</param>
public sealed class BridgeGate(string size, int bodyBytes, double threshold) : RatioGate
{
    /// <inheritdoc/>
    public override string Name => $"bridge_vs_dynamic_{size}";

    /// <inheritdoc/>
    public override string Description => $"a call of the minimal guest with a body of {bodyBytes:N0} bytes through the Wasmtime package's component API, over the same through the runtime";

    /// <inheritdoc/>
    public override double Threshold => threshold;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh bench --filter '*CallSteps*'";

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest request = SampleMessages.Request(bodyBytes);
        PackageGuest package = new(module);
        WasmRuntime runtime = new(options);
        return new GateWorkload(() => package.Call(request), () => RuntimeCall.Run(runtime, module, request), package, runtime);
    }
}
