using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.Compilation;
using Smg.Wasm.Diagnostics;
using Smg.Wasm.Engines;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Storage;
using Smg.Wasm.Workers;

namespace Smg.Wasm;

/// <summary>Runs middleware and storage hook components: each call in a fresh instance, on a worker thread, within its limits.</summary>
public sealed class WasmRuntime : IDisposable
{
    /// <summary>A guest whose call takes longer gets neither all the workers nor its callers' threads: more than a busy machine makes a short call wait.</summary>
    private static readonly TimeSpan LongCall = TimeSpan.FromMilliseconds(50);

    private readonly CompileCounter _compiles = new();
    private readonly RuntimeDiagnostics _diagnostics;
    private readonly LaneTable _lanes;
    private readonly WorkItemPool _items;
    private readonly WorkQueue _queue;
    private readonly List<EngineHost> _hosts = [];
    private readonly List<GuestExecutor> _executors = [];
    private readonly List<Worker> _workers = [];
    private readonly InlineDispatcher? _inline;
    private readonly CompileAhead _compileAhead;
    private readonly ModuleForms _forms;
    private readonly EpochTicker _ticker;
    private readonly StreamTable _streams;
    private int _nextStreamHost;

    /// <summary>Counts one for the runtime itself, and one for each check of a registration that runs a guest outside of calls: without ticks it may never end.</summary>
    private readonly CountdownEvent _checks = new(1);
    private int _disposed;

    /// <summary>Starts a runtime.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    /// <exception cref="OptionsException">The options cannot be used; the exception names every wrong field.</exception>
    public WasmRuntime(WasmRuntimeOptions? options = null, ILoggerFactory? loggers = null)
        : this(options, loggers, LongCall)
    {
    }

    /// <summary>Starts a runtime whose modules count as slow after a call of that length.</summary>
    internal WasmRuntime(WasmRuntimeOptions? options, ILoggerFactory? loggers, TimeSpan longCall)
    {
        Options = options ?? new WasmRuntimeOptions();
        OptionsValidator.ThrowIfInvalid(Options);

        _lanes = new LaneTable(longCall, DemandOf);
        _diagnostics = new RuntimeDiagnostics((ILogger?)loggers?.CreateLogger<WasmRuntime>() ?? NullLogger.Instance, () => QueueLength, scope: this)
        {
            Phases = Options.PhaseTimings ? new PhaseRecorders() : null,
        };
        _queue = new WorkQueue(Options.QueueCapacity, TimeSpan.FromMilliseconds(Options.MaxQueueTimeMs), _lanes);
        _items = new WorkItemPool(_queue, _diagnostics, Options.QueueCapacity);
        AddHosts();
        for (int i = 0; i < Options.EffectiveWorkers; i++)
        {
            _workers.Add(new Worker(i, _queue, AddExecutor(i), Options));
        }

        if (Options.Dispatch == Dispatch.Inline)
        {
            _inline = new InlineDispatcher([.. Enumerable.Range(0, Options.InlineConcurrency).Select(AddExecutor)], Options.MaxStackSize);
        }

        _streams = new StreamTable(Options.EffectiveMaxStreams);
        _compileAhead = new CompileAhead(_hosts, Options.QueueCapacity);
        _forms = new ModuleForms(_hosts, _compileAhead);
        _ticker = new EpochTicker(TimeSpan.FromMilliseconds(Options.EpochIntervalMs), OnTick);
        StartWorkers();
        _diagnostics.Started(_workers.Count, Options);
    }

    /// <summary>Where those who work on this runtime's modules tell what happens.</summary>
    internal RuntimeDiagnostics Diagnostics => _diagnostics;

    /// <summary>How long the modules' calls take.</summary>
    internal LaneTable Lanes => _lanes;

    /// <summary>The options in force.</summary>
    public WasmRuntimeOptions Options { get; }

    /// <summary>Worker threads.</summary>
    public int WorkerCount => _workers.Count;

    /// <summary>The engine that registration looks at modules with.</summary>
    internal EngineHost FirstHost => _hosts[0];

    /// <summary>Looks whether a component can be linked. The runtime is not freed before that is known.</summary>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    internal Task<ExecutionFailure?> CheckLinksAsync(CompiledComponent component, WasmModule module)
    {
        ObjectDisposedException.ThrowIf(!_checks.TryAddCount(), this);
        return LinkCheck.RunAsync(FirstHost, component, module, Options, () => _checks.Signal());
    }

    /// <summary>Keeps a module's compiled code on every engine, beside what <see cref="WasmRuntimeOptions.ModuleCacheSize"/> bounds.</summary>
    internal void Pin(WasmModule module) => _hosts.ForEach(host => host.Components.Pin(module.Digest));

    /// <summary>Undoes one <see cref="Pin"/>.</summary>
    internal void Unpin(WasmModule module) => _hosts.ForEach(host => host.Components.Unpin(module.Digest));

    /// <summary>Calls that wait for a worker now.</summary>
    public int QueueLength => _queue.Waiting;

    /// <summary>Components that were compiled since the start; a cached one is not counted again.</summary>
    public long CompileCount => _compiles.Count;

    /// <summary>Processors that the process may use, and the largest number of workers that makes sense on them.</summary>
    public static (int Processors, int MaxRecommendedWorkers) GetCpuInfo() => (Environment.ProcessorCount, Environment.ProcessorCount);

    /// <summary>
    /// Calls a module. With <see cref="Dispatch.Inline"/> the guest runs on the caller's thread, before this method returns, while a place is free:
    /// for as long as <see cref="WasmRuntimeOptions.MaxExecutionTimeMs"/> at most.
    /// </summary>
    /// <param name="module">The module; it is compiled when no cache holds it.</param>
    /// <param name="attachPoint">Which of its functions is called.</param>
    /// <param name="input">What the attach point's function takes, for instance a <see cref="MiddlewareRequest"/> for <see cref="AttachPoint.OnRequest"/>.</param>
    /// <param name="cancellationToken">Gives the call up: at once while it waits, at the next tick of the epoch while it runs.</param>
    /// <returns>An answer or a failure. Await it exactly once.</returns>
    public ValueTask<ExecutionResult> ExecuteAsync(
        WasmModule module, AttachPoint attachPoint, GuestInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(input);

        return WasmTracing.IsOn
            ? ExecuteTraced(module, attachPoint, input, cancellationToken)
            : Execute(module, attachPoint, input, cancellationToken);
    }

    /// <summary>Reserves a place for a module that is to look at the events of a stream.</summary>
    /// <param name="module">The module; it exports the function of <see cref="AttachPoint.OnEvent"/>.</param>
    /// <returns>The stream, which the caller opens and disposes; null when <see cref="WasmRuntimeOptions.MaxStreams"/> are open, or the runtime shuts down.</returns>
    public StreamInstance? TryReserveStream(WasmModule module) => TryReserveStream(module, isExempt: false);

    /// <summary>The streams that modules look at now.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>Compiles a module when no cache holds it, so that no call waits for it.</summary>
    /// <param name="module">The module.</param>
    /// <returns>Null when it can be called, else why it does not compile.</returns>
    public Task<ExecutionFailure?> PrepareAsync(WasmModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return _compileAhead.CompileAsync(module);
    }

    /// <summary>The counters since the start.</summary>
    public MetricsSnapshot GetMetrics() => _diagnostics.Metrics.Snapshot();

    /// <summary>How long the phases of all calls took since the start; null unless <see cref="WasmRuntimeOptions.PhaseTimings"/> is set.</summary>
    public PhasesSnapshot? GetPhases() => _diagnostics.Phases?.Snapshot();

    /// <summary>The instances that calls and streams hold now; those of registration's checks do not count.</summary>
    public PoolOccupancy GetPoolOccupancy() => new(_executors.Count(executor => executor.HoldsInstance) + StreamCount, Options.Pooling ? Options.PoolSize * _hosts.Count : null);

    /// <summary>Takes no more calls, answers those that were taken, then frees everything.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _compileAhead.Stop();
        _queue.Close();
        _inline?.Dispose();
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }

        _streams.Close();
        _checks.Signal();
        _checks.Wait();
        _ticker.Dispose();
        _checks.Dispose();
        _queue.Dispose();
        _compileAhead.Dispose();
        foreach (EngineHost host in _hosts)
        {
            host.Dispose();
        }

        _diagnostics.Dispose();
    }

    /// <summary>The same, for a registration's check beside the limit where that is wanted.</summary>
    internal StreamInstance? TryReserveStream(WasmModule module, bool isExempt)
    {
        ArgumentNullException.ThrowIfNull(module);
        GuestSession session = new(_hosts[(int)((uint)Interlocked.Increment(ref _nextStreamHost) % (uint)_hosts.Count)]);
        StreamInstance stream = new(this, module, _streams, session);
        if (_streams.TryAdd(stream, isExempt))
        {
            return stream;
        }

        session.Free();
        return null;
    }

    private ValueTask<ExecutionResult> Execute(WasmModule module, AttachPoint attachPoint, GuestInput input, CancellationToken cancellationToken)
    {
        if (Admit(module, attachPoint, input, cancellationToken) is { } refusal)
        {
            return Refuse(module, attachPoint, input, refusal);
        }

        return _compileAhead.IsDone(module)
            ? Start(module, attachPoint, input, cancellationToken)
            : CompileAndStart(module, attachPoint, input, cancellationToken);
    }

    private ValueTask<ExecutionResult> Start(WasmModule module, AttachPoint attachPoint, GuestInput input, CancellationToken cancellationToken)
    {
        Lane lane = _lanes.Find(module);
        if (_inline is not null && _inline.TryEnter(lane, out GuestExecutor? executor, out int place))
        {
            return ValueTask.FromResult(ExecuteInline(executor, place, module, attachPoint, input, cancellationToken));
        }

        WorkItem item = _items.Rent();
        item.Prepare(lane, module, attachPoint, input);
        ValueTask<ExecutionResult> completion = item.Completion;
        if (_queue.TryEnqueue(item) is { } refused)
        {
            item.LetGo();
            item.LetGo();
            return Refuse(module, attachPoint, input, refused);
        }

        item.WatchCancellation(cancellationToken);
        return completion;
    }

    private async ValueTask<ExecutionResult> CompileAndStart(
        WasmModule module, AttachPoint attachPoint, GuestInput input, CancellationToken cancellationToken)
        => await _compileAhead.WaitAsync(module, cancellationToken).ConfigureAwait(false) is { } failure
            ? await Refuse(module, attachPoint, input, failure).ConfigureAwait(false)
            : await Start(module, attachPoint, input, cancellationToken).ConfigureAwait(false);

    /// <summary>The same with a span around it.</summary>
    private async ValueTask<ExecutionResult> ExecuteTraced(
        WasmModule module, AttachPoint attachPoint, GuestInput input, CancellationToken cancellationToken)
    {
        using Activity? activity = WasmTracing.Start(module, attachPoint, input);
        ExecutionResult result = await Execute(module, attachPoint, input, cancellationToken).ConfigureAwait(false);
        WasmTracing.End(activity, result);
        return result;
    }

    /// <summary>One engine for all workers, or one for each.</summary>
    private void AddHosts()
    {
        try
        {
            for (int i = 0; i < (Options.EngineSharing == EngineSharing.PerWorker ? Options.EffectiveWorkers : 1); i++)
            {
                _hosts.Add(new EngineHost(Options, _compiles, _diagnostics));
            }
        }
        catch
        {
            _hosts.ForEach(host => host.Dispose());
            _queue.Dispose();
            _diagnostics.Dispose();
            throw;
        }
    }

    /// <summary>Begins to learn what a module needs of memory, where it may begin with more than its guest wrote.</summary>
#if SABOTAGE
    private MemoryDemand? DemandOf(WasmModule module) => Options.PregrowMemory && module.Settings.PregrowMemory && !Smg.Sabotage.Fault.NoPregrow
#else
    private MemoryDemand? DemandOf(WasmModule module) => Options.PregrowMemory && module.Settings.PregrowMemory
#endif
        ? new MemoryDemand(module, Math.Min(Options.MaxMemoryPages, module.Settings.MaxMemoryPages ?? int.MaxValue), _forms)
        : null;

    private GuestExecutor AddExecutor(int number)
    {
        GuestExecutor executor = new(_hosts[number % _hosts.Count], Options, _diagnostics);
        _executors.Add(executor);
        return executor;
    }

    private void StartWorkers()
    {
        for (int i = 0; i < _workers.Count; i++)
        {
            try
            {
                _workers[i].Start();
            }
            catch (OutOfMemoryException)
            {
                Dispose();
                throw new OptionsException([$"ThreadPoolSize is {Options.ThreadPoolSize}, but the operating system gives threads and stacks for {i} workers only"]);
            }
        }
    }

    private ExecutionResult ExecuteInline(
        GuestExecutor executor, int place, WasmModule module, AttachPoint attachPoint, GuestInput input, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        executor.Begin(input);
#if SABOTAGE
        Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowInline ? 2 : 0);
#endif
        ExecutionResult result;

        // Disposing a registration waits for its callback: none can meet the executor's next call.
        using (cancellationToken.UnsafeRegister(static state => ((GuestExecutor)state!).Cancel(), executor))
        {
            result = executor.Execute(module, attachPoint, input);
        }

        long end = Stopwatch.GetTimestamp();
        executor.Watch.End(end, result);
        _diagnostics.Executed(executor.Counters, module, attachPoint, input, result, Stopwatch.GetElapsedTime(start, end));
        _inline!.Leave(executor, place);
        return result;
    }

    private ExecutionFailure? Admit(WasmModule module, AttachPoint attachPoint, GuestInput input, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Refusal(FailureCause.Cancelled, "The caller had cancelled already.");
        }

        switch (attachPoint)
        {
            case AttachPoint.OnRequest when input is not MiddlewareRequest:
                return Refusal(FailureCause.InvalidInput, "Expected a MiddlewareRequest for OnRequest.");
            case AttachPoint.OnResponse when input is not MiddlewareResponse:
                return Refusal(FailureCause.InvalidInput, "Expected a MiddlewareResponse for OnResponse.");
            case AttachPoint.OnError when input is not MiddlewareResponse:
                return Refusal(FailureCause.InvalidInput, "Expected a MiddlewareResponse for OnError.");
            case AttachPoint.OnEvent when input is not (EventInput or SessionInput):
                return Refusal(FailureCause.InvalidInput, "Expected an EventInput for OnEvent.");
            case AttachPoint.StorageBefore when input is not StorageBeforeInput:
                return Refusal(FailureCause.InvalidInput, "Expected a StorageBeforeInput for StorageBefore.");
            case AttachPoint.StorageAfter when input is not StorageAfterInput:
                return Refusal(FailureCause.InvalidInput, "Expected a StorageAfterInput for StorageAfter.");
            case AttachPoint.OnRequest:
            case AttachPoint.OnResponse:
            case AttachPoint.OnError:
            case AttachPoint.OnEvent:
            case AttachPoint.StorageBefore:
            case AttachPoint.StorageAfter:
                break;
            default:
                return Refusal(FailureCause.NotSupported, $"Unknown attach point {attachPoint}.");
        }

        return input.FindExcess(Options.MaxBodySize) is { } excess ? Refusal(FailureCause.BodyTooLarge, excess) : null;

        ExecutionFailure Refusal(FailureCause cause, string message) => new(module.Name, FailureStage.Admission, cause, message);
    }

    private ValueTask<ExecutionResult> Refuse(WasmModule module, AttachPoint attachPoint, GuestInput input, ExecutionFailure failure)
    {
        ExecutionResult result = new(failure);
        _diagnostics.Executed(_diagnostics.Metrics.Unexecuted, module, attachPoint, input, result, TimeSpan.Zero);
        return ValueTask.FromResult(result);
    }

    private void OnTick()
    {
        foreach (EngineHost host in _hosts)
        {
            host.Engine.IncrementEpoch();
        }

        long now = Stopwatch.GetTimestamp();
        _inline?.CheckRunning(now);
        _queue.Tick(now);
    }
}
