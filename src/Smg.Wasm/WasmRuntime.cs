using Microsoft.Extensions.Logging;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Scheduling;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm;

/// <summary>Runs middleware and storage hook components: each call in a fresh instance, on a worker thread, within its limits.</summary>
public sealed class WasmRuntime : IDisposable
{
    /// <summary>
    /// A guest whose call takes longer gets neither all the workers nor its callers' threads: more than a busy machine makes a short call
    /// wait.
    /// </summary>
    private static readonly TimeSpan LongCall = TimeSpan.FromMilliseconds(50);

    private readonly RuntimeParts _parts;

    /// <summary>Starts a runtime.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    /// <exception cref="OptionsException">The options cannot be used; the exception names every wrong field.</exception>
    public WasmRuntime(WasmRuntimeOptions? options = null, ILoggerFactory? loggers = null)
        : this(options, loggers, LongCall) { }

    /// <summary>Starts a runtime whose modules count as slow after a call of that length.</summary>
    internal WasmRuntime(WasmRuntimeOptions? options, ILoggerFactory? loggers, TimeSpan longCall)
    {
        Options = options ?? new WasmRuntimeOptions();
        OptionsValidator.ThrowIfInvalid(Options);
        _parts = new RuntimeParts(Options, loggers?.CreateLogger<WasmRuntime>(), longCall, scope: this);
    }

    /// <summary>The options in force.</summary>
    public WasmRuntimeOptions Options { get; }

    /// <summary>Worker threads.</summary>
    public int WorkerCount => _parts.Scheduler.WorkerCount;

    /// <summary>Calls that wait for a worker now.</summary>
    public int QueueLength => _parts.Scheduler.Waiting;

    /// <summary>The streams that modules look at now.</summary>
    public int StreamCount => Streams.Count;

    /// <summary>Components that were compiled since the start; a cached one is not counted again.</summary>
    public long CompileCount => Engines.CompileCount;

    /// <summary>Processors that the process may use, and the largest number of workers that makes sense on them.</summary>
    public static (int Processors, int MaxRecommendedWorkers) GetCpuInfo() => (Environment.ProcessorCount, Environment.ProcessorCount);

    /// <summary>Where those who work on this runtime's modules report what happens.</summary>
    internal RuntimeDiagnostics Diagnostics => _parts.Diagnostics;

    /// <summary>The engines, for those who look at modules before they are called.</summary>
    internal EngineSet Engines => _parts.Engines;

    /// <summary>The streams that are open.</summary>
    internal StreamTable Streams => _parts.Streams;

    /// <summary>How long the modules' calls take.</summary>
    internal ModuleQueueTable ModuleQueues => _parts.Scheduler.Modules;

    /// <summary>
    /// Calls a module. With <see cref="Dispatch.Inline"/> the guest runs on the caller's thread, before this method returns, while a place
    /// is free: for as long as <see cref="WasmRuntimeOptions.MaxExecutionTimeMs"/> at most.
    /// </summary>
    /// <param name="module">The module; it is compiled when no cache holds it.</param>
    /// <param name="attachPoint">Which of its functions is called.</param>
    /// <param name="input">What the attach point's function takes, for instance a <see cref="MiddlewareRequest"/> for
    /// <see cref="AttachPoint.OnRequest"/>.</param>
    /// <param name="cancellationToken">Gives the call up: at once while it waits, at the next tick of the epoch while it runs.</param>
    /// <returns>An answer or a failure. Await it exactly once.</returns>
    public ValueTask<ExecutionResult> ExecuteAsync(
        WasmModule module,
        AttachPoint attachPoint,
        GuestInput input,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(input);
        return _parts.Admission.TakeAsync(new GuestCall(module, attachPoint, input, cancellationToken));
    }

    /// <summary>Reserves a place for a module that is to look at the events of a stream.</summary>
    /// <param name="module">The module; it exports the function of <see cref="AttachPoint.OnEvent"/>.</param>
    /// <returns>The stream, which the caller opens and disposes; null when <see cref="WasmRuntimeOptions.MaxStreams"/> are open, or the
    /// runtime shuts down.</returns>
    internal StreamInstance? TryReserveStream(WasmModule module) => StreamInstance.TryReserve(this, module, isExempt: false);

    /// <summary>Compiles a module when no cache holds it, so that no call waits for it.</summary>
    /// <param name="module">The module.</param>
    /// <param name="cancellationToken">Stops waiting. The compile itself goes on, for others may wait for it.</param>
    /// <returns>Null when it can be called, else why it does not compile.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<ExecutionFailure?> PrepareAsync(WasmModule module, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Engines.Compiles.CompileAsync(module).WaitAsync(cancellationToken);
    }

    /// <summary>The counters since the start.</summary>
    public MetricsSnapshot GetMetrics() => Diagnostics.Metrics.Snapshot();

    /// <summary>
    /// How long the phases of all calls took since the start; null unless <see cref="WasmRuntimeOptions.PhaseTimings"/> is set.
    /// </summary>
    public PhasesSnapshot? GetPhases() => Diagnostics.Phases?.Snapshot();

    /// <summary>The instances that calls and streams hold now; those of registration's checks do not count.</summary>
    public PoolOccupancy GetPoolOccupancy() =>
        new(Engines.InstanceCount + StreamCount, Options.Pooling ? Options.PoolSize * Engines.Count : null);

    /// <summary>Takes no more calls, answers those that were taken, then frees everything.</summary>
    public void Dispose() => _parts.Dispose();
}
