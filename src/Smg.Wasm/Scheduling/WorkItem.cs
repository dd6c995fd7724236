using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Scheduling;

/// <summary>
/// One call on its way: waits in its module queue, runs on a worker, completes once. Who takes it out of the module queue, under the
/// queue's lock, completes it. The item is reused when both the caller has taken the result and the queue has released it.
/// </summary>
internal sealed class WorkItem : IValueTaskSource<ExecutionResult>
{
    private readonly WorkItemPool _pool;
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<ExecutionResult> _completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private ICallExecutor? _executor;
    private bool _completed;
    private int _holders;
    private GuestCall _call;

    public WorkItem(WorkItemPool pool)
    {
        _pool = pool;
        Node = new LinkedListNode<WorkItem>(this);
    }

    public ModuleQueue ModuleQueue { get; private set; } = null!;

    /// <summary>The call; empty while the item is in its pool.</summary>
    public ref readonly GuestCall Call => ref _call;

    /// <summary>The call's module.</summary>
    public WasmModule Module => _call.Module;

    /// <summary>When the call was made, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long EnqueuedAt { get; private set; }

    /// <summary>Its place in the module queue; in no list once it was taken out. Guarded by the queue's lock.</summary>
    public LinkedListNode<WorkItem> Node { get; }

    public ValueTask<ExecutionResult> Completion => new(this, _completion.Version);

    public void Prepare(ModuleQueue queue, in GuestCall call)
    {
        ModuleQueue = queue;
        _call = call;
        EnqueuedAt = Stopwatch.GetTimestamp();
        _completed = false;
        _holders = 2;
    }

    /// <summary>Watches the caller's token from now on.</summary>
    public void WatchCancellation(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            CancellationTokenRegistration registration = token.UnsafeRegister(static (state, _) => ((WorkItem)state!).OnCancelled(), this);
            lock (_lock)
            {
                if (!_completed)
                {
                    _registration = registration;
                    return;
                }
            }

            registration.Dispose();
        }
    }

    /// <summary>
    /// An executor runs the call from now on, and cancelling stops it. Called under the queue's lock by who takes the item out of its
    /// module queue.
    /// </summary>
    public void Start(ICallExecutor executor)
    {
        lock (_lock)
        {
            executor.Begin(_call.Input);
            _executor = executor;
        }
    }

    /// <summary>Tells how long the call has waited.</summary>
    /// <param name="phases">Where it is recorded as a phase; null for nowhere.</param>
    public void ReportWait(PhaseTimer? phases)
    {
        long now = Stopwatch.GetTimestamp();
        phases?.Record(CallPhase.Queue, now - EnqueuedAt);
        _pool.Diagnostics.Waited(Module, Stopwatch.GetElapsedTime(EnqueuedAt, now));
    }

    /// <summary>Completes an item that was started.</summary>
    public void Complete(in ExecutionResult result)
    {
        CancellationTokenRegistration registration;
        ExecutionCounters counters;
        lock (_lock)
        {
            _completed = true;
            counters = _executor!.Counters;
            _executor = null;
            registration = _registration;
            _registration = default;
        }

        Finish(registration, counters, result);
    }

    /// <summary>
    /// Completes an item that was taken out of its module queue without being started. Not under the queue's lock: it waits for
    /// cancellations that run.
    /// </summary>
    public void Drop(FailureCause cause, string message)
    {
        CancellationTokenRegistration registration;
        lock (_lock)
        {
            _completed = true;
            registration = _registration;
            _registration = default;
        }

        Finish(registration, _pool.Diagnostics.Metrics.Unexecuted, _call.Fail(FailureStage.Queue, cause, message));
        Release();
    }

    /// <summary>Releases the item: once by the queue, once by the caller who takes the result.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ModuleQueue = null!;
            _call = default;
            _completion.Reset();
            _pool.Return(this);
        }
    }

    ExecutionResult IValueTaskSource<ExecutionResult>.GetResult(short token)
    {
        ExecutionResult result = _completion.GetResult(token);
        Release();
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<ExecutionResult>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<ExecutionResult>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _completion.OnCompleted(continuation, state, token, flags);

    /// <summary>
    /// Answers the caller. The registration goes first, and waits for a callback that runs: no callback may meet the item's next call.
    /// </summary>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "A caller's own context or scheduler may throw anything."
    )]
    private void Finish(CancellationTokenRegistration registration, ExecutionCounters counters, in ExecutionResult result)
    {
        registration.Dispose();
        _pool.Diagnostics.Executed(counters, _call, result, Stopwatch.GetElapsedTime(EnqueuedAt));
        try
        {
            _completion.SetResult(result);
        }
        catch (Exception)
        {
            // The result is set; it is the caller's SynchronizationContext or TaskScheduler that does not take the continuation. That is
            // the caller's loss alone: the thread that answers goes on.
        }
    }

    private void OnCancelled()
    {
        if (_pool.Queue.TryRemove(this))
        {
            Drop(FailureCause.Cancelled, "The caller cancelled the call before a worker was free.");
            return;
        }

        lock (_lock)
        {
            _executor?.Cancel();
        }
    }
}
