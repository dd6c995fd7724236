using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A call whose component must be compiled, against one whose component is cached; both through the whole runtime.</summary>
public sealed class CachingGate : RatioGate
{
    /// <inheritdoc/>
    public override string Name => "cached_vs_uncached";

    /// <inheritdoc/>
    public override string Description => "a call of the minimal guest that misses the component cache, over one that hits it";

    /// <inheritdoc/>
    public override double Threshold => 20;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh bench --filter '*ComponentCaching*'";

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        MiddlewareRequest request = SampleMessages.Request(bodyBytes: 0);
        WasmModule module = GuestLibrary.Load("minimal");
        CacheMisses misses = new(options, module);
        WasmRuntime cached = new(options);
        return new GateWorkload(() => misses.Call(request), () => RuntimeCall.Run(cached, module, request), misses, cached);
    }
}
