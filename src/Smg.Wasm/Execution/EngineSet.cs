using System.Diagnostics;
using Smg.Wasm.Compilation;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Execution;

/// <summary>
/// The engines of a runtime: one for all callers, or several that share nothing on a call's way. All of them know the same modules.
/// </summary>
internal sealed class EngineSet : IDisposable
{
    private readonly CompileCounter _compiles = new();
    private readonly IReadOnlyList<EngineHost> _hosts;
    private readonly List<GuestExecutor> _executors = [];
    private readonly WasmRuntimeOptions _options;
    private readonly RuntimeDiagnostics _diagnostics;

    /// <summary>
    /// Counts one for the runtime itself, and one for each check of a registration that runs a guest outside of calls: without ticks it may
    /// never end.
    /// </summary>
    private readonly CountdownEvent _checks = new(1);
    private readonly ThreadCache _checkThreads;
    private int _nextOfStreams;

    /// <summary>Makes the engines.</summary>
    public EngineSet(WasmRuntimeOptions options, RuntimeDiagnostics diagnostics)
    {
        _options = options;
        _diagnostics = diagnostics;
        _checkThreads = new ThreadCache(
            "smg-wasm link",
            Environment.ProcessorCount,
            options.MaxStackSize + EngineHandle.StackHeadroomBytes
        );
        try
        {
            _hosts = EngineHost.Create(options.EngineCount, options, _compiles, diagnostics);
        }
        catch
        {
            _checks.Dispose();
            throw;
        }

        Compiles = new CompileCoordinator(First.Components, options.QueueCapacity);
        Demands = new MemoryDemands(options, new ModuleForms(this));
    }

    /// <summary>The engine that registration looks at modules with.</summary>
    public EngineHost First => _hosts[0];

    /// <summary>How many there are.</summary>
    public int Count => _hosts.Count;

    /// <summary>Compiles modules before their calls start.</summary>
    public CompileCoordinator Compiles { get; }

    /// <summary>What the modules need of memory.</summary>
    public MemoryDemands Demands { get; }

    /// <summary>Components that were compiled since the start.</summary>
    public long CompileCount => _compiles.Count;

    /// <summary>The instances that executors hold now.</summary>
    public int InstanceCount => _executors.Count(executor => executor.HoldsInstance);

    /// <summary>Makes an executor. Who takes it disposes it.</summary>
    /// <param name="number">Executors of equal numbers share an engine.</param>
    public ICallExecutor AddExecutor(int number)
    {
        GuestExecutor executor = new(_hosts[number % _hosts.Count], _options, _diagnostics)
        {
            Memory = new MemorySampler(Demands, _options.CallPath),
        };
        _executors.Add(executor);
        return executor;
    }

    /// <summary>The engine of the next stream: they take turns.</summary>
    public EngineHost NextOfStreams() => _hosts[(int)((uint)Interlocked.Increment(ref _nextOfStreams) % (uint)_hosts.Count)];

    /// <summary>
    /// Keeps a module's compiled code on every engine, beside what <see cref="WasmRuntimeOptions.ModuleCacheSize"/> bounds.
    /// </summary>
    public void Pin(WasmModule module) => First.Components.Pin(module.Digest);

    /// <summary>Undoes one <see cref="Pin"/>.</summary>
    public void Unpin(WasmModule module) => First.Components.Unpin(module.Digest);

    /// <summary>
    /// Looks whether a component can be linked, on a thread whose stack fits any guest. The engines are not freed before that is known.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The engines were disposed.</exception>
    public async Task<ExecutionFailure?> CheckLinksAsync(CompiledComponent component, WasmModule module)
    {
        ObjectDisposedException.ThrowIf(!_checks.TryAddCount(), this);
        try
        {
            ExecutionFailure? failure = null;
            await _checkThreads.RunAsync(() => failure = LinkCheck.Run(First, component, module, _options)).ConfigureAwait(false);
            return failure;
        }
        finally
        {
            _checks.Signal();
        }
    }

    /// <summary>Moves the epochs on, so that guests whose time is over stop, and the clock of what the modules need.</summary>
    /// <param name="now">As <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    public void Tick(long now)
    {
        Demands.Tick(now);
        foreach (EngineHost host in _hosts)
        {
            host.IncrementEpoch();
        }

        if (EngineHandle.IsUndoingDistrusted)
        {
            _diagnostics.UndoingDistrusted();
        }
    }

    /// <summary>Begins no check any more and waits for those that run. Epochs must move on meanwhile.</summary>
    public void StopChecks()
    {
        _checks.Signal();
        _checks.Wait();
    }

    /// <summary>Frees the engines. Nothing may run on them.</summary>
    public void Dispose()
    {
        _checks.Dispose();
        Compiles.Dispose();
        foreach (EngineHost host in _hosts)
        {
            host.Dispose();
        }
    }
}
