using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Scheduling;

/// <summary>
/// Brings calls to executors: inline on the caller's thread where a place is free, else over the queue to a worker. It knows nothing of
/// stores and engines.
/// </summary>
internal sealed class CallScheduler : IDisposable
{
    private readonly WasmRuntimeOptions _options;
    private readonly RuntimeDiagnostics _diagnostics;
    private readonly WorkItemPool _items;
    private readonly WorkQueue _queue;
    private readonly List<Worker> _workers = [];
    private readonly InlineDispatcher? _inline;

    /// <summary>Makes the workers and the inline places. Workers begin with <see cref="Start"/>.</summary>
    /// <param name="options">The runtime's options.</param>
    /// <param name="diagnostics">Receives what happens.</param>
    /// <param name="longCall">A module whose call takes longer counts as slow.</param>
    /// <param name="createExecutor">Makes the executor of a number: workers and inline places count from 0 each.</param>
    public CallScheduler(
        WasmRuntimeOptions options,
        RuntimeDiagnostics diagnostics,
        TimeSpan longCall,
        Func<int, ICallExecutor> createExecutor
    )
    {
        _options = options;
        _diagnostics = diagnostics;
        Modules = new ModuleQueueTable(longCall);
        _queue = new WorkQueue(options.QueueCapacity, TimeSpan.FromMilliseconds(options.MaxQueueTimeMs), Modules);
        _items = new WorkItemPool(_queue, diagnostics, options.QueueCapacity);
        for (int i = 0; i < options.EffectiveWorkers; i++)
        {
            _workers.Add(new Worker(i, _queue, new ExecutionSlot(createExecutor(i)), options));
        }

        if (options.Dispatch == Dispatch.Inline)
        {
            _inline = new InlineDispatcher(
                [.. Enumerable.Range(0, options.InlineConcurrency).Select(i => new ExecutionSlot(createExecutor(i)))],
                options.MaxStackSize
            );
        }
    }

    /// <summary>The queues of the modules that were called lately.</summary>
    public ModuleQueueTable Modules { get; }

    /// <summary>Worker threads.</summary>
    public int WorkerCount => _workers.Count;

    /// <summary>Calls that wait for a worker now.</summary>
    public int Waiting => _queue.Waiting;

    /// <summary>Starts the workers.</summary>
    /// <exception cref="OptionsException">The operating system gives too few threads or stacks.</exception>
    public void Start()
    {
        for (int i = 0; i < _workers.Count; i++)
        {
            try
            {
                _workers[i].Start();
            }
            catch (OutOfMemoryException)
            {
                throw new OptionsException([
                    $"ThreadPoolSize is {_options.ThreadPoolSize}, but the operating system allows threads and stacks for {i} workers only",
                ]);
            }
        }
    }

    /// <summary>Runs a call that was admitted and whose module is compiled, or queues it.</summary>
    /// <returns>How it ends. Await it exactly once.</returns>
    public ValueTask<ExecutionResult> Schedule(in GuestCall call)
    {
        ModuleQueue queue = Modules.Find(call.Module);
        if (_inline is not null && _inline.TryEnter(queue, out ExecutionSlot? slot, out int place))
        {
            return ValueTask.FromResult(ExecuteInline(slot, place, call));
        }

        WorkItem item = _items.Rent();
        item.Prepare(queue, call);
        ValueTask<ExecutionResult> completion = item.Completion;
        if (_queue.TryEnqueue(item) is { } refused)
        {
            item.Release();
            item.Release();
            return Refuse(call, refused);
        }

        item.WatchCancellation(call.Cancellation);
        return completion;
    }

    /// <summary>Answers a call that is not run.</summary>
    public ValueTask<ExecutionResult> Refuse(in GuestCall call, ExecutionFailure failure)
    {
        ExecutionResult result = new(failure);
        _diagnostics.Executed(_diagnostics.Metrics.Unexecuted, call, result, TimeSpan.Zero);
        return ValueTask.FromResult(result);
    }

    /// <summary>Answers calls that waited too long, and learns which modules are slow.</summary>
    /// <param name="now">As <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    public void Tick(long now)
    {
        _inline?.CheckRunning(now);
        _queue.Tick(now);
    }

    /// <summary>Takes no more calls and ends when those that were taken are answered.</summary>
    public void Stop()
    {
        _queue.Close();
        _inline?.Dispose();
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }
    }

    /// <summary>Frees the queue. Nobody may tick any more.</summary>
    public void Dispose() => _queue.Dispose();

    private ExecutionResult ExecuteInline(ExecutionSlot slot, int place, in GuestCall call)
    {
        long start = Stopwatch.GetTimestamp();
        ICallExecutor executor = slot.Executor;
        executor.Begin(call.Input);
#if SABOTAGE
        Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowInline ? 2 : 0);
#endif
        ExecutionResult result;

        // Disposing a registration waits for its callback: none can meet the executor's next call.
        using (call.Cancellation.UnsafeRegister(static state => ((ICallExecutor)state!).Cancel(), executor))
        {
            result = executor.Execute(call);
        }

        long end = Stopwatch.GetTimestamp();
        slot.End(end, result);
        _diagnostics.Executed(executor.Counters, call, result, Stopwatch.GetElapsedTime(start, end));
        _inline!.Leave(slot, place);
        return result;
    }
}
