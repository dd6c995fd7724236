using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm;

/// <summary>
/// One instance of a module that serves one stream of events from its beginning to its end. It holds a slot of the pool and a place among
/// <see cref="WasmRuntimeOptions.MaxStreams"/> until it is disposed, and a worker or its caller's thread only while a call runs. One call
/// at a time; dispose from any thread.
/// </summary>
internal sealed class StreamInstance : IDisposable
{
    private readonly Lock _lock = new();
    private readonly WasmRuntime _runtime;
    private readonly GuestSession _session;
    private State _state;

    private StreamInstance(WasmRuntime runtime, WasmModule module, GuestSession session)
    {
        _runtime = runtime;
        Module = module;
        _session = session;
    }

    /// <summary>The module.</summary>
    public WasmModule Module { get; }

    /// <summary>Reserves a place.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="module">The module.</param>
    /// <param name="isExempt">Whether it may be one more than the limit: a registration's check may.</param>
    /// <returns>Null when the limit is reached, or the runtime shuts down.</returns>
    internal static StreamInstance? TryReserve(WasmRuntime runtime, WasmModule module, bool isExempt)
    {
        ArgumentNullException.ThrowIfNull(module);
        GuestSession session = new(runtime.Engines.NextOfStreams());
        StreamInstance stream = new(runtime, module, session);
        if (runtime.Streams.TryAdd(stream, isExempt))
        {
            return stream;
        }

        session.Free();
        return null;
    }

    /// <summary>Makes the instance. The first call; without it events fail.</summary>
    /// <param name="cancellationToken">Gives it up, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>Null when the instance is there, else why not. Await it exactly once.</returns>
    public async ValueTask<ExecutionFailure?> OpenAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(new SessionInput(_session, Event: null), cancellationToken).ConfigureAwait(false)).Failure;

    /// <summary>Calls the instance with an event. After a failure it is closed, and so is every later call a failure.</summary>
    /// <param name="item">The event; null at the stream's end.</param>
    /// <param name="cancellationToken">Gives the call up, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>An <see cref="EventAction"/> or a failure. Await it exactly once.</returns>
    public ValueTask<ExecutionResult> SendAsync(StreamEvent? item, CancellationToken cancellationToken = default) =>
        CallAsync(new SessionInput(_session, item is null ? EventInput.End : new EventInput(item)), cancellationToken);

    /// <summary>Frees the instance and its places: at once, or as soon as the call that runs has stopped, which is asked to.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            switch (_state)
            {
                case State.Idle:
                    _state = State.Disposed;
                    break;
                case State.Busy:
                    // Under the lock: the store is there until the call's end has had it.
                    _state = State.BusyAndDisposed;
                    _session.Store.Cancel();
                    return;
                default:
                    return;
            }
        }

        Free();
    }

    private ValueTask<ExecutionResult> CallAsync(SessionInput input, CancellationToken cancellationToken)
    {
        if (!TryBegin())
        {
            return ValueTask.FromResult(
                new ExecutionResult(
                    new ExecutionFailure(Module.Name, FailureStage.Admission, FailureCause.ShuttingDown, "The stream was ended.")
                )
            );
        }

        ValueTask<ExecutionResult> call = _runtime.ExecuteAsync(Module, AttachPoint.OnEvent, input, cancellationToken);
        if (!call.IsCompletedSuccessfully)
        {
            return FinishAsync(call);
        }

        ExecutionResult result = call.Result;
        EndCall();
        return ValueTask.FromResult(result);
    }

    private async ValueTask<ExecutionResult> FinishAsync(ValueTask<ExecutionResult> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        finally
        {
            EndCall();
        }
    }

    private bool TryBegin()
    {
        lock (_lock)
        {
            if (_state is State.Busy or State.BusyAndDisposed)
            {
                throw new InvalidOperationException("A call of this stream is already running: send events one after the other.");
            }

            bool isIdle = _state == State.Idle;
            _state = isIdle ? State.Busy : _state;
            return isIdle;
        }
    }

    private void EndCall()
    {
        lock (_lock)
        {
            if (_state == State.Busy)
            {
                _state = State.Idle;
                return;
            }

            _state = State.Disposed;
        }

        Free();
    }

    private void Free()
    {
        _session.Free();
        _runtime.Streams.Remove(this);
    }

    /// <summary>Whether the store may be touched, and by whom.</summary>
    private enum State
    {
        /// <summary>Nobody touches it.</summary>
        Idle,

        /// <summary>A call waits or runs.</summary>
        Busy,

        /// <summary>A call waits or runs, whose end frees everything.</summary>
        BusyAndDisposed,

        /// <summary>It is freed.</summary>
        Disposed,
    }
}
