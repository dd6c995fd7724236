using Microsoft.Extensions.Logging;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Scheduling;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm;

/// <summary>
/// Runs middleware and storage hook components: each call in a fresh instance, within limits of time, memory and stack. Safe to use from
/// any thread.
/// </summary>
public sealed class WasmRuntime : IDisposable
{
    /// <summary>
    /// A guest whose call takes longer gets neither all the workers nor its callers' threads: more than a busy machine makes a short call
    /// wait.
    /// </summary>
    private static readonly TimeSpan LongCall = TimeSpan.FromMilliseconds(50);

    private readonly RuntimeParts _parts;

    /// <summary>Starts a runtime.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="loggers">Creates the runtime's logger; null for no log.</param>
    /// <exception cref="OptionsException">An option is invalid, or the machine cannot provide what the options ask for. The exception lists
    /// every error.</exception>
    public WasmRuntime(WasmRuntimeOptions? options = null, ILoggerFactory? loggers = null)
        : this(options, loggers, LongCall) { }

    /// <summary>Starts a runtime whose modules count as slow after a call of that length.</summary>
    internal WasmRuntime(WasmRuntimeOptions? options, ILoggerFactory? loggers, TimeSpan longCall)
    {
        Options = options ?? new WasmRuntimeOptions();
        OptionsValidator.ThrowIfInvalid(Options);
        _parts = new RuntimeParts(Options, loggers?.CreateLogger<WasmRuntime>(), longCall, scope: this);
    }

    /// <summary>The options that the runtime was started with.</summary>
    public WasmRuntimeOptions Options { get; }

    /// <summary>Number of worker threads.</summary>
    public int WorkerCount => _parts.Scheduler.WorkerCount;

    /// <summary>Number of calls that wait for a worker now.</summary>
    public int QueueLength => _parts.Scheduler.Waiting;

    /// <summary>Number of module instances that streams of events hold now.</summary>
    public int StreamCount => Streams.Count;

    /// <summary>Number of components compiled since start-up. Cache hits are not counted.</summary>
    public long CompileCount => Engines.CompileCount;

    /// <summary>Number of processors that the process may use, and the largest number of workers that makes sense on them.</summary>
    public static (int Processors, int MaxRecommendedWorkers) GetCpuInfo() => (Environment.ProcessorCount, Environment.ProcessorCount);

    /// <summary>Counters, instruments and log of the runtime.</summary>
    internal RuntimeDiagnostics Diagnostics => _parts.Diagnostics;

    /// <summary>The engines and their component caches.</summary>
    internal EngineSet Engines => _parts.Engines;

    /// <summary>The streams that are open.</summary>
    internal StreamTable Streams => _parts.Streams;

    /// <summary>How long the modules' calls take.</summary>
    internal ModuleQueueTable ModuleQueues => _parts.Scheduler.Modules;

    /// <summary>
    /// Calls a module. With <see cref="Dispatch.Inline"/> and while a place is free, the guest runs on the caller's thread before this
    /// method returns, for at most <see cref="WasmRuntimeOptions.MaxExecutionTimeMs"/>.
    /// </summary>
    /// <param name="module">The module. It is compiled first unless a cache has it.</param>
    /// <param name="attachPoint">The attach point whose function is called.</param>
    /// <param name="input">The argument of the attach point's function, for instance a <see cref="MiddlewareRequest"/> for
    /// <see cref="AttachPoint.OnRequest"/>.</param>
    /// <param name="cancellationToken">Cancels the call: immediately while queued, at the next epoch tick while running.</param>
    /// <returns>The guest's answer, or a failure: only misuse throws. Await it exactly once.</returns>
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

    /// <summary>Compiles a module unless a cache has it, so that its first call does not wait for the compile.</summary>
    /// <param name="module">The module.</param>
    /// <param name="cancellationToken">Stops waiting. The compile continues, because other callers may wait for it.</param>
    /// <returns>Null when the module can be called, else why it does not compile.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<ExecutionFailure?> PrepareAsync(WasmModule module, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Engines.Compiles.CompileAsync(module).WaitAsync(cancellationToken);
    }

    /// <summary>Returns the counters of calls since start-up.</summary>
    public MetricsSnapshot GetMetrics() => Diagnostics.Metrics.Snapshot();

    /// <summary>
    /// Returns the times of all calls' phases since start-up; null unless <see cref="WasmRuntimeOptions.PhaseTimings"/> is set.
    /// </summary>
    public PhasesSnapshot? GetPhases() => Diagnostics.Phases?.Snapshot();

    /// <summary>
    /// Returns the number of instances that calls and streams hold now, those of registration checks not included, and the pools' size.
    /// </summary>
    public PoolOccupancy GetPoolOccupancy() =>
        new(Engines.InstanceCount + StreamCount, Options.Pooling ? Options.PoolSize * Engines.Count : null);

    /// <summary>Refuses further calls, waits for the calls that were accepted, then frees all resources.</summary>
    public void Dispose() => _parts.Dispose();
}
