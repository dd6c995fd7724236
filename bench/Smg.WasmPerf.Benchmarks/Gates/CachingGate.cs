using Smg.Wasm;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A call whose component must be compiled, against one whose component is cached; both through the whole runtime.</summary>
public sealed class CachingGate : RatioGate
{
    private const int UncachedRepeats = 8;
    private const int CachedRepeats = 200;

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
        WasmModule module = GuestLibrary.Load("minimal");
        WasmModule[] variants = [ModuleVariant.Of(module, 0), ModuleVariant.Of(module, 1)];
        WasmRuntime uncached = new(options with { ModuleCacheSize = 1, CompileGuard = CompileGuard.None });
        WasmRuntime cached = new(options);
        MiddlewareRequest request = SampleMessages.Request(bodyBytes: 0);
        int next = 0;

        // A cache of one component and two components in turn: every call is a miss. What the guard's process costs is not the cache's merit.
        return new GateWorkload(
            () => RuntimeCall.Run(uncached, variants[next++ % variants.Length], request),
            UncachedRepeats,
            () => RuntimeCall.Run(cached, module, request),
            CachedRepeats,
            uncached,
            cached);
    }
}
