using Smg.Wasm.Compilation;
using Smg.Wasm.Interop;
using Smg.Wasm.Interop.Wasi;

namespace Smg.Wasm.Execution;

/// <summary>An engine with its linkers.</summary>
internal sealed class LinkedEngine : IDisposable
{
    private readonly ComponentLinkerHandle _emptyLinker;
    private readonly ComponentLinkerHandle _wasiLinker;

    /// <summary>Makes an engine.</summary>
    public LinkedEngine(EngineSettings settings)
    {
        Engine = EngineHandle.Create(settings);
        _emptyLinker = ComponentLinkerHandle.Create(Engine);
        _wasiLinker = WasiLinker.Create(Engine);
        Types = new AttachPointTypes(Engine);
    }

    /// <summary>The engine.</summary>
    public EngineHandle Engine { get; }

    /// <summary>The WIT's types as the engine knows them.</summary>
    public AttachPointTypes Types { get; }

    /// <summary>What components may import, by name without version.</summary>
    public IReadOnlyDictionary<string, HostInterface> Interfaces => _wasiLinker.Interfaces;

    /// <summary>
    /// The linker for a component: one without WASI where the component imports none, so that its stores need no WASI context.
    /// </summary>
    public ComponentLinkerHandle LinkerFor(CompiledComponent component) => component.NeedsWasi ? _wasiLinker : _emptyLinker;

    public void Dispose()
    {
        _emptyLinker.Dispose();
        _wasiLinker.Dispose();
        Engine.Dispose();
    }
}
