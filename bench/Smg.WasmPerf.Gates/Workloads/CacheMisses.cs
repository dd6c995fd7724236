using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// Calls that each miss the component cache: it has room for one component, and two take turns. The compiler runs in this process, for the
/// time of the guarding process is not the cache's merit. For one thread.
/// </summary>
internal sealed class CacheMisses(WasmRuntimeOptions options, WasmModule module) : IDisposable
{
    private readonly WasmRuntime _runtime = new(
        options with
        {
            ModuleCacheSize = 1,
            CompileGuard = CompileGuard.None,
            CompiledFolder = "",
        }
    );
    private readonly WasmModule[] _variants = [ModuleVariant.Of(module, 0), ModuleVariant.Of(module, 1)];
    private int _next;

    /// <summary>Compiles, instantiates and runs.</summary>
    public void Call(MiddlewareInput input) => RuntimeCall.Run(_runtime, _variants[_next++ % _variants.Length], input);

    public void Dispose() => _runtime.Dispose();
}
