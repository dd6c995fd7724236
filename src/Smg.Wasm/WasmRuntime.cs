using System.Diagnostics;
using Smg.Wasm.Compilation;
using Smg.Wasm.Diagnostics;
using Smg.Wasm.Engines;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Workers;

namespace Smg.Wasm;

/// <summary>Runs middleware components: each call in a fresh instance, on a worker thread, within its limits.</summary>
public sealed class WasmRuntime : IDisposable
{
    private readonly CompileCounter _compiles = new();
    private readonly RuntimeMetrics _metrics = new();
    private readonly WorkItemPool _items;
    private readonly WorkQueue _queue;
    private readonly List<EngineHost> _hosts = [];
    private readonly List<Worker> _workers = [];
    private readonly InlineDispatcher? _inline;
    private readonly EpochTicker _ticker;
    private int _disposed;

    /// <summary>Starts a runtime.</summary>
    /// <exception cref="OptionsException">The options cannot be used; the exception names every wrong field.</exception>
    public WasmRuntime(WasmRuntimeOptions? options = null)
    {
        Options = options ?? new WasmRuntimeOptions();
        OptionsValidator.ThrowIfInvalid(Options);

        _queue = new WorkQueue(Options.QueueCapacity, TimeSpan.FromMilliseconds(Options.MaxQueueTimeMs));
        _items = new WorkItemPool(_queue, _metrics, Options.QueueCapacity);
        for (int i = 0; i < Options.EffectiveWorkers; i++)
        {
            if (i == 0 || Options.EngineSharing == EngineSharing.PerWorker)
            {
                _hosts.Add(new EngineHost(Options, _compiles));
            }

            _workers.Add(new Worker(i, _queue, new GuestExecutor(_hosts[^1], Options, _metrics.AddCounters()), Options));
        }

        if (Options.Dispatch == Dispatch.Inline)
        {
            _inline = new InlineDispatcher(
                [.. Enumerable.Range(0, Options.InlineConcurrency).Select(i => new GuestExecutor(_hosts[i % _hosts.Count], Options, _metrics.AddCounters()))], Options.MaxStackSize);
        }

        _ticker = new EpochTicker(TimeSpan.FromMilliseconds(Options.EpochIntervalMs), OnTick);
        foreach (Worker worker in _workers)
        {
            worker.Start();
        }
    }

    /// <summary>The options in force.</summary>
    public WasmRuntimeOptions Options { get; }

    /// <summary>Worker threads.</summary>
    public int WorkerCount => _workers.Count;

    /// <summary>The engine that registration looks at modules with.</summary>
    internal EngineHost FirstHost => _hosts[0];

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
    /// <param name="input">A request for <see cref="AttachPoint.OnRequest"/>, a response for <see cref="AttachPoint.OnResponse"/>.</param>
    /// <param name="cancellationToken">Gives the call up: at once while it waits, at the next tick of the epoch while it runs.</param>
    /// <returns>An action or a failure. Await it exactly once.</returns>
    public ValueTask<ExecutionResult> ExecuteAsync(
        WasmModule module, AttachPoint attachPoint, MiddlewareInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(input);

        if (Admit(module, attachPoint, input, cancellationToken) is { } refusal)
        {
            return Refuse(refusal);
        }

        if (_inline is not null && _inline.TryEnter(out GuestExecutor? executor, out int place))
        {
            return ValueTask.FromResult(ExecuteInline(executor, place, module, attachPoint, input, cancellationToken));
        }

        WorkItem item = _items.Rent();
        item.Prepare(module, attachPoint, input);
        ValueTask<ExecutionResult> completion = item.Completion;
        if (_queue.TryEnqueue(item) is { } cause)
        {
            item.LetGo();
            item.LetGo();
            string message = cause == FailureCause.QueueFull ? $"{Options.QueueCapacity} calls wait already." : "The runtime is shutting down.";
            return Refuse(new ExecutionFailure(module.Name, FailureStage.Queue, cause, message));
        }

        item.WatchCancellation(cancellationToken);
        return completion;
    }

    /// <summary>Compiles a module when no cache holds it, so that no call waits for it.</summary>
    /// <param name="module">The module.</param>
    /// <returns>Null when it can be called, else why it does not compile.</returns>
    public Task<ExecutionFailure?> PrepareAsync(WasmModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Task.Run(() =>
        {
            foreach (EngineHost host in _hosts)
            {
                if (!host.Components.TryAcquire(module, out ComponentLease lease, out ExecutionFailure? failure))
                {
                    return failure;
                }

                lease.Dispose();
            }

            return null;
        });
    }

    /// <summary>The counters since the start.</summary>
    public MetricsSnapshot GetMetrics() => _metrics.Snapshot();

    /// <summary>Takes no more calls, answers those that were taken, then frees everything.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _queue.Close();
        _inline?.Dispose();
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }

        _ticker.Dispose();
        _queue.Dispose();
        foreach (EngineHost host in _hosts)
        {
            host.Dispose();
        }
    }

    private ExecutionResult ExecuteInline(
        GuestExecutor executor, int place, WasmModule module, AttachPoint attachPoint, MiddlewareInput input, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        executor.ResetCancel();
        ExecutionResult result;

        // Disposing a registration waits for its callback: none can meet the executor's next call.
        using (cancellationToken.UnsafeRegister(static state => ((GuestExecutor)state!).Cancel(), executor))
        {
            result = executor.Execute(module, attachPoint, input);
        }

        executor.Counters.Record(result, Stopwatch.GetElapsedTime(start));
        _inline!.Leave(executor, place);
        return result;
    }

    private ExecutionFailure? Admit(WasmModule module, AttachPoint attachPoint, MiddlewareInput input, CancellationToken cancellationToken)
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
            case AttachPoint.OnError:
                return Refusal(FailureCause.NotSupported, "The attach point OnError is not supported yet.");
            case AttachPoint.OnRequest:
            case AttachPoint.OnResponse:
            default:
                break;
        }

        return input.Body.Length > Options.MaxBodySize
            ? Refusal(FailureCause.BodyTooLarge, $"The body has {input.Body.Length} bytes, more than the {Options.MaxBodySize} allowed.")
            : null;

        ExecutionFailure Refusal(FailureCause cause, string message) => new(module.Name, FailureStage.Admission, cause, message);
    }

    private ValueTask<ExecutionResult> Refuse(ExecutionFailure failure)
    {
        ExecutionResult result = new(failure);
        _metrics.Unexecuted.Record(result, TimeSpan.Zero);
        return ValueTask.FromResult(result);
    }

    private void OnTick()
    {
        foreach (EngineHost host in _hosts)
        {
            host.Engine.IncrementEpoch();
        }

        _queue.DropExpired();
    }
}
