using Smg.Wasm.Compilation;
using Smg.Wasm.Interop;
using Smg.Wasm.Interop.Wasi;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Execution;

/// <summary>An engine with its linkers. The engines of a runtime share their compiled components.</summary>
internal sealed class EngineHost : IDisposable
{
    private readonly ComponentLinkerHandle _emptyLinker;
    private readonly ComponentLinkerHandle _wasiLinker;
    private readonly AttachPointTypes _types;

    /// <summary>Makes an engine with a compiler and a cache for itself.</summary>
    public EngineHost(WasmRuntimeOptions options, CompileCounter counter, RuntimeDiagnostics? diagnostics = null)
        : this(options, number: 0) => Share([this], options, counter, diagnostics);

    private EngineHost(WasmRuntimeOptions options, int number)
    {
        Number = number;
        Engine = EngineHandle.Create(EngineSettingsFactory.Create(options));
        _emptyLinker = ComponentLinkerHandle.Create(Engine);
        _wasiLinker = WasiLinker.Create(Engine);
        _types = new AttachPointTypes(Engine);
    }

    /// <summary>Its place among the engines of its runtime; the first is 0.</summary>
    public int Number { get; }

    public EngineHandle Engine { get; }

    /// <summary>What compiles for all engines.</summary>
    public ComponentCompiler Compiler { get; private set; } = null!;

    /// <summary>What is compiled, on all engines.</summary>
    public ComponentCache Components { get; private set; } = null!;

    /// <summary>What components may import, by name without version.</summary>
    public IReadOnlyDictionary<string, HostInterface> Interfaces => _wasiLinker.Interfaces;

    /// <summary>Makes engines that share a compiler and a cache.</summary>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="options">The runtime's options.</param>
    /// <param name="counter">Counts compiles.</param>
    /// <param name="diagnostics">Receives what happens.</param>
    /// <returns>The engines. Each is disposed, in this order.</returns>
    public static IReadOnlyList<EngineHost> Create(
        int count,
        WasmRuntimeOptions options,
        CompileCounter counter,
        RuntimeDiagnostics diagnostics
    )
    {
        List<EngineHost> hosts = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                hosts.Add(new EngineHost(options, i));
            }
        }
        catch
        {
            hosts.ForEach(host => host.Dispose());
            throw;
        }

        Share(hosts, options, counter, diagnostics);
        return hosts;
    }

    /// <summary>
    /// The linker for a component: one without WASI where the component imports none, so that its stores need no WASI context.
    /// </summary>
    public ComponentLinkerHandle LinkerFor(CompiledComponent component) => component.NeedsWasi ? _wasiLinker : _emptyLinker;

    /// <summary>Frees the engine; the first of several also what all of them have compiled.</summary>
    public void Dispose()
    {
        if (Number == 0)
        {
            Components?.Dispose();
        }

        _emptyLinker.Dispose();
        _wasiLinker.Dispose();
        Engine.Dispose();
    }

    private static void Share(
        IReadOnlyList<EngineHost> hosts,
        WasmRuntimeOptions options,
        CompileCounter counter,
        RuntimeDiagnostics? diagnostics
    )
    {
        ComponentCompiler compiler = new(options, counter, [.. hosts.Select(host => host._types)], diagnostics?.Phases);
        ComponentCache components = new(options.ModuleCacheSize, compiler, diagnostics);
        foreach (EngineHost host in hosts)
        {
            (host.Compiler, host.Components) = (compiler, components);
        }
    }
}
