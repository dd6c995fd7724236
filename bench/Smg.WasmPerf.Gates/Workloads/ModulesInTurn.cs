using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// Calls of two modules in turn, so that each call asks the component cache: an executor keeps the component of its last call for a while,
/// which would hide a cache that never finds. For one thread.
/// </summary>
internal sealed class ModulesInTurn : IDisposable
{
    private readonly WasmRuntime _runtime;
    private readonly WasmModule[] _variants;
    private int _next;

    private ModulesInTurn(WasmRuntimeOptions options, WasmModule module)
    {
        _runtime = new WasmRuntime(options);
        _variants = [ModuleVariant.Of(module, 0), ModuleVariant.Of(module, 1)];
    }

    /// <summary>Calls that find their component in the cache.</summary>
    public static ModulesInTurn Cached(WasmRuntimeOptions options, WasmModule module) => new(options, module);

    /// <summary>
    /// Calls that each miss the cache, which has room for one component. The compiler runs in this process, for the time of the guarding
    /// process is not the cache's merit.
    /// </summary>
    public static ModulesInTurn Uncached(WasmRuntimeOptions options, WasmModule module) =>
        new(options with { ModuleCacheSize = 1, CompileGuard = CompileGuard.None, CompiledFolder = "" }, module);

    /// <summary>Calls the next module.</summary>
    public void Call(MiddlewareInput input) => RuntimeCall.Run(_runtime, _variants[_next++ % _variants.Length], input);

    public void Dispose() => _runtime.Dispose();
}
