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

    /// <summary>
    /// Calls of the minimal guest that each miss the cache, which has room for one component, over calls that find theirs. The compiler of
    /// the misses runs in this process: the time of a child process is not what the cache saves.
    /// </summary>
    /// <param name="uncached">The options of the calls that miss.</param>
    /// <param name="cached">The options of the calls that hit.</param>
    public static GateWorkload Compare(WasmRuntimeOptions uncached, WasmRuntimeOptions cached)
    {
        MiddlewareRequest request = SampleMessages.Request(bodyBytes: 0);
        WasmModule module = GuestLibrary.Load("minimal");
        ModulesInTurn misses = new(uncached with { ModuleCacheSize = 1, CompileGuard = CompileGuard.None, CompiledFolder = "" }, module);
        ModulesInTurn hits = new(cached, module);
        return new GateWorkload(() => misses.Call(request), () => hits.Call(request), misses, hits);
    }

    private void Call(MiddlewareInput input) => RuntimeCall.Run(_runtime, _variants[_next++ % _variants.Length], input);

    public void Dispose() => _runtime.Dispose();
}
