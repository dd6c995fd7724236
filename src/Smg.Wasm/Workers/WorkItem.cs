using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Smg.Wasm.Diagnostics;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Workers;

/// <summary>
/// One call on its way: waits in the queue, runs on a worker, completes once. The item is reused when both the caller has taken
/// the result and the queue has let go of it.
/// </summary>
internal sealed class WorkItem : IValueTaskSource<ExecutionResult>
{
    private readonly WorkItemPool _pool;
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<ExecutionResult> _completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private GuestExecutor? _executor;
    private State _state;
    private int _holders;

    public WorkItem(WorkItemPool pool) => _pool = pool;

    private enum State
    {
        Queued,
        Running,
        Completed,
    }

    public WasmModule Module { get; private set; } = null!;

    public AttachPoint AttachPoint { get; private set; }

    public MiddlewareInput Input { get; private set; } = null!;

    /// <summary>When the call was made, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long EnqueuedAt { get; private set; }

    /// <summary>Whether it still waits; false once it was started, cancelled or dropped.</summary>
    public bool IsQueued
    {
        get
        {
            lock (_lock)
            {
                return _state == State.Queued;
            }
        }
    }

    public ValueTask<ExecutionResult> Completion => new(this, _completion.Version);

    public void Prepare(WasmModule module, AttachPoint attachPoint, MiddlewareInput input)
    {
        Module = module;
        AttachPoint = attachPoint;
        Input = input;
        EnqueuedAt = Stopwatch.GetTimestamp();
        _state = State.Queued;
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
                if (_state != State.Completed)
                {
                    _registration = registration;
                    return;
                }
            }

            registration.Dispose();
        }
    }

    /// <summary>Takes the item out of the queue to run it.</summary>
    /// <returns>False when it was cancelled or dropped meanwhile.</returns>
    public bool TryStart(GuestExecutor executor)
    {
        lock (_lock)
        {
            if (_state != State.Queued)
            {
                return false;
            }

            _state = State.Running;
            executor.ResetCancel();
            _executor = executor;
            return true;
        }
    }

    /// <summary>Completes an item that was started.</summary>
    public void Complete(in ExecutionResult result)
    {
        CancellationTokenRegistration registration;
        ExecutionCounters counters;
        lock (_lock)
        {
            _state = State.Completed;
            counters = _executor!.Counters;
            _executor = null;
            registration = _registration;
            _registration = default;
        }

        Finish(registration, counters, result);
    }

    /// <summary>Completes an item that still waits.</summary>
    /// <returns>False when it does not wait any more.</returns>
    public bool TryDrop(FailureCause cause, string message)
    {
        CancellationTokenRegistration registration;
        lock (_lock)
        {
            if (_state != State.Queued)
            {
                return false;
            }

            _state = State.Completed;
            registration = _registration;
            _registration = default;
        }

        Finish(registration, _pool.Metrics.Unexecuted, new ExecutionResult(new ExecutionFailure(Module.Name, FailureStage.Queue, cause, message)));
        return true;
    }

    /// <summary>Lets go of the item: once by the queue, once by the caller who takes the result.</summary>
    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Module = null!;
            Input = null!;
            _completion.Reset();
            _pool.Return(this);
        }
    }

    ExecutionResult IValueTaskSource<ExecutionResult>.GetResult(short token)
    {
        ExecutionResult result = _completion.GetResult(token);
        LetGo();
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<ExecutionResult>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<ExecutionResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _completion.OnCompleted(continuation, state, token, flags);

    /// <summary>Answers the caller. The registration goes first, and waits for a callback that runs: no callback may meet the item's next call.</summary>
    private void Finish(CancellationTokenRegistration registration, ExecutionCounters counters, in ExecutionResult result)
    {
        registration.Dispose();
        counters.Record(result, Stopwatch.GetElapsedTime(EnqueuedAt));
        _completion.SetResult(result);
    }

    private void OnCancelled()
    {
        lock (_lock)
        {
            if (_state == State.Running)
            {
                _executor!.Cancel();
                return;
            }
        }

        if (TryDrop(FailureCause.Cancelled, "The caller cancelled before a worker was free."))
        {
            _pool.Queue.OnDropped();
        }
    }
}
