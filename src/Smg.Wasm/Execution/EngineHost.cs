using Smg.Wasm.Compilation;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Execution;

/// <summary>
/// An engine with its linkers, and a second one for components whose memories the host makes. The engines of a runtime share their compiled
/// components.
/// </summary>
internal sealed class EngineHost : IDisposable
{
    private readonly LinkedEngine _engine;
    private readonly Lazy<LinkedEngine>? _undoing;

    /// <summary>Makes an engine with a compiler and a cache for itself.</summary>
    public EngineHost(WasmRuntimeOptions options, CompileCounter counter, RuntimeDiagnostics? diagnostics = null)
        : this(options, number: 0) => Share([this], options, counter, diagnostics);

    private EngineHost(WasmRuntimeOptions options, int number)
    {
        Number = number;
        _engine = new LinkedEngine(EngineSettingsFactory.Create(options));
        _undoing = EngineSettingsFactory.CreateUndoing(options) is { } settings
            ? new Lazy<LinkedEngine>(() => new LinkedEngine(settings))
            : null;
    }

    /// <summary>Its place among the engines of its runtime; the first is 0.</summary>
    public int Number { get; }

    /// <summary>What compiles for all engines.</summary>
    public ComponentCompiler Compiler { get; private set; } = null!;

    /// <summary>What is compiled, on all engines.</summary>
    public ComponentCache Components { get; private set; } = null!;

    /// <summary>What components may import, by name without version.</summary>
    public IReadOnlyDictionary<string, HostInterface> Interfaces => _engine.Interfaces;

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
    /// The linker for a component: one of its engine, and without WASI where the component imports none.
    /// </summary>
    public ComponentLinkerHandle LinkerFor(CompiledComponent component) =>
        (component.Component.Engine == _engine.Engine ? _engine : _undoing!.Value).LinkerFor(component);

    /// <summary>Moves the epoch on, so that guests whose time is over stop.</summary>
    public void IncrementEpoch()
    {
        _engine.Engine.IncrementEpoch();
        if (_undoing is { IsValueCreated: true })
        {
            _undoing.Value.Engine.IncrementEpoch();
        }
    }

    /// <summary>Frees the engine; the first of several also what all of them have compiled.</summary>
    public void Dispose()
    {
        if (Number == 0)
        {
            Components?.Dispose();
        }

        _engine.Dispose();
        if (_undoing is { IsValueCreated: true })
        {
            _undoing.Value.Dispose();
        }
    }

    private static void Share(List<EngineHost> hosts, WasmRuntimeOptions options, CompileCounter counter, RuntimeDiagnostics? diagnostics)
    {
        EngineTypes engines = new(
            [.. hosts.Select(host => host._engine.Types)],
            hosts[0]._undoing is null
                ? null
                : new Lazy<IReadOnlyList<AttachPointTypes>>(() => [.. hosts.Select(host => host._undoing!.Value.Types)])
        );
        ComponentCompiler compiler = new(options, counter, engines, diagnostics?.Phases);
        ComponentCache components = new(options.ModuleCacheSize, compiler, diagnostics);
        foreach (EngineHost host in hosts)
        {
            (host.Compiler, host.Components) = (compiler, components);
        }
    }
}
