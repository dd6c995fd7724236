using Smg.Wasm.Compilation;
using Smg.Wasm.Interop;
using Smg.Wasm.Interop.Wasi;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Execution;

/// <summary>An engine with its linkers and its compiled components. Shared by all workers, or one for each.</summary>
internal sealed class EngineHost : IDisposable
{
    private readonly ComponentLinkerHandle _emptyLinker;
    private readonly ComponentLinkerHandle _wasiLinker;

    public EngineHost(WasmRuntimeOptions options, CompileCounter counter, RuntimeDiagnostics? diagnostics = null)
    {
        Engine = EngineHandle.Create(EngineSettingsFactory.Create(options));
        _emptyLinker = ComponentLinkerHandle.Create(Engine);
        _wasiLinker = WasiLinker.Create(Engine);
        Compiler = new ComponentCompiler(Engine, options, counter, new AttachPointTypes(Engine), diagnostics?.Phases);
        Components = new ComponentCache(options.ModuleCacheSize, Compiler, diagnostics);
    }

    public EngineHandle Engine { get; }

    public ComponentCompiler Compiler { get; }

    public ComponentCache Components { get; }

    /// <summary>What components may import, by name without version.</summary>
    public IReadOnlyDictionary<string, HostInterface> Interfaces => _wasiLinker.Interfaces;

    /// <summary>
    /// The linker for a component: one without WASI where the component imports none, so that its stores need no WASI context.
    /// </summary>
    public ComponentLinkerHandle LinkerFor(CompiledComponent component) => component.NeedsWasi ? _wasiLinker : _emptyLinker;

    public void Dispose()
    {
        Components.Dispose();
        _emptyLinker.Dispose();
        _wasiLinker.Dispose();
        Engine.Dispose();
    }
}
