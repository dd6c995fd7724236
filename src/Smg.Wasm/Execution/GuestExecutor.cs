using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Execution;

/// <summary>Runs one call at a time. Used by one thread at a time; only <see cref="Cancel"/> may come from another.</summary>
/// <param name="host">The engine that it runs guests on.</param>
/// <param name="options">The runtime's options.</param>
/// <param name="diagnostics">Where calls are counted and reported.</param>
internal sealed class GuestExecutor(EngineHost host, WasmRuntimeOptions options, RuntimeDiagnostics diagnostics) : ICallExecutor
{
    private readonly GuestStore _store = new();
    private readonly CallPaths _paths = new(options);
    private readonly StoreLimits _limits = EngineSettingsFactory.CreateLimits(options);

    /// <summary>
    /// The component of the last call. It is kept for some calls, so that executors which call the same one do not meet in the cache.
    /// </summary>
    private ComponentLease _lease;

    /// <summary>Calls before the cache is asked again, so that it learns that the component is in use.</summary>
    private int _leaseUsesLeft;

    /// <summary>Calls that the open instance still serves.</summary>
    private int _instanceUsesLeft;

    /// <summary>The form of the module that the open instance was made of, and the module as it was called with.</summary>
    private (WasmModule? Form, Sha256Digest Digest) _instance;

    /// <summary>What the open instance was made with: a module of the same bytes with other settings gets another.</summary>
    private ModuleSettings? _instanceSettings;

    /// <summary>The store of the stream whose call runs; null where a call runs in this executor's own.</summary>
    private GuestStore? _ofStream;

    /// <summary>Where this executor's calls are counted.</summary>
    public ExecutionCounters Counters { get; } = diagnostics.Metrics.AddCounters();

    /// <summary>Where the phases of this executor's calls are recorded; null where they are not.</summary>
    public PhaseTimer? Phases { get; } = diagnostics.Phases?.AddTimer();

    /// <summary>Whether an instance is alive here. May be asked from any thread.</summary>
    public bool HoldsInstance => _store.IsOpen;

    /// <inheritdoc/>
    public CallClock Clock { get; } = new();

    /// <summary>Which forms its calls run in, and how much memory they need.</summary>
    public required MemorySampler Memory { get; init; }

    /// <summary>
    /// Runs a call, in this order: check the input, lease the compiled component, find the attach point, open a store, instantiate,
    /// write the input, call, read the answer, close the store.
    /// </summary>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "A caller is always answered, whatever goes wrong."
    )]
    public ExecutionResult Execute(in GuestCall call)
    {
        try
        {
            // Here, because the input's lists are the caller's code: what they throw is answered too.
            if (call.Input.FindFault() is { } fault)
            {
                return call.Fail(FailureStage.Admission, FailureCause.InvalidInput, fault);
            }

#if SABOTAGE
            using Lock.Scope scope = Smg.Sabotage.Fault.GlobalLock ? Smg.Sabotage.Fault.AllCalls.EnterScope() : default;
            GC.KeepAlive(Smg.Sabotage.Fault.Allocation ? new byte[300] : null);
            Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.FivePercent ? 0.25 : 0);
            Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowBody && call.Input is MiddlewareInput slow ? slow.Body.Length / 1024.0 : 0);
#endif
            return call.Input is SessionInput stream ? ExecuteInSession(stream, call)
                : AcquireForm(call) is { } failure ? new ExecutionResult(failure)
                : ExecuteInInstance(call);
        }
        catch (Exception e)
        {
            Phases?.Begin();
            CloseInstance();
            (call.Input as SessionInput)?.Session.CloseInstance();
            return call.Fail(FailureStage.Call, FailureCause.CallFailed, $"The host failed: {e.Message}");
        }
        finally
        {
            Volatile.Write(ref _ofStream, null);
        }
    }

    /// <summary>Asks the running call to stop.</summary>
    public void Cancel() => (Volatile.Read(ref _ofStream) ?? _store).Cancel();

    /// <summary>A call begins: it can be cancelled from now on, and a cancellation of the call before is forgotten.</summary>
    public void Begin(GuestInput input)
    {
        GuestStore? ofStream = (input as SessionInput)?.Session.Store;
        (ofStream ?? _store).ResetCancel();
        Volatile.Write(ref _ofStream, ofStream);
    }

    public void Dispose()
    {
        Phases?.Begin();
        CloseInstance();
        _lease.Dispose();
        _lease = default;
        _store.Dispose();
    }

    /// <summary>Makes sure that the lease is one of the module, in the form for the message's size.</summary>
    /// <returns>Null when it is, else why the module does not compile.</returns>
    private ExecutionFailure? AcquireForm(in GuestCall call)
    {
        WasmModule module = call.Module;

        // An instance that serves several calls keeps the memory that it began with.
        WasmModule? open = _instanceUsesLeft > 0 && _instance.Digest == module.Digest ? _instance.Form : null;
        WasmModule form = Memory.Choose(call, open);
        ExecutionFailure? failure = AcquireComponent(form);
        if (failure is not null && form.InitialPages > 0)
        {
            Memory.Drop(form);
            form = module;
            failure = AcquireComponent(module);
        }

        _instance = (form, module.Digest);
        return failure;
    }

    /// <summary>Makes sure that the lease is one of the module.</summary>
    /// <returns>Null when it is, else why the module does not compile.</returns>
    private ExecutionFailure? AcquireComponent(WasmModule module)
    {
        const int UsesOfALease = 64;
#if SABOTAGE
        _leaseUsesLeft = Smg.Sabotage.Fault.NothingCached ? 0 : _leaseUsesLeft;
#endif
        if (_lease.IsOf(module.Digest) && (_leaseUsesLeft-- > 0 || _instanceUsesLeft > 0))
        {
            return null;
        }

        Phases?.Begin();
        CloseInstance();
        _lease.Dispose();
        _lease = default;
        if (!host.Components.TryAcquire(module, host.Number, out ComponentLease lease, out ExecutionFailure? failure))
        {
            return failure! with { Module = module.Name };
        }

        _lease = lease;
        _leaseUsesLeft = UsesOfALease - 1;
        return null;
    }

    private ExecutionResult ExecuteInInstance(in GuestCall call)
    {
        WasmModule module = call.Module;
        Phases?.Begin();
        CompiledComponent component = _lease.Component;
        bool isDirect = options.CallPath == CallPath.Bridge && DirectPath.Serves(component, call.AttachPoint, call.Input);

        // The component serves every message, its core module those that are small enough.
        if (_instanceUsesLeft > 0 && (!ReferenceEquals(_instanceSettings, module.Settings) || (_store.Core.IsOpen && !isDirect)))
        {
            CloseInstance();
        }

        if (_instanceUsesLeft > 0)
        {
            _store.Rearm(Deadline(module));
        }
        else if ((isDirect ? OpenCore(module, component) : Open(_store, host, module, component)) is { } refused)
        {
            ReportOutput(module, _store);
            CloseInstance();
            return refused;
        }
        else
        {
            _instanceUsesLeft = options.InstanceUses;
            _instanceSettings = module.Settings;
        }

        _instanceUsesLeft--;
        ExecutionResult result = _paths.Call(_store, component, call, Phases);
        if (result.Succeeded && _instanceUsesLeft == options.InstanceUses - 1)
        {
            Memory.Look(call, _store, component.MemoryPages);
        }

        ReportOutput(module, _store);
        if (!result.Succeeded || _instanceUsesLeft == 0)
        {
            CloseInstance();
        }

        return result;
    }

    /// <summary>Makes a stream's instance, or calls it.</summary>
    /// <param name="stream">The stream's place, and the event.</param>
    /// <param name="call">The call whose input that is.</param>
    private ExecutionResult ExecuteInSession(SessionInput stream, in GuestCall call)
    {
        (GuestSession session, WasmModule module) = (stream.Session, call.Module);
        Phases?.Begin();
        ExecutionResult result;
        if (stream.Event is null)
        {
            result = session.Acquire(module) is { } failure
                ? new ExecutionResult(failure)
                : Open(session.Store, session.Host, module, session.Component) ?? new ExecutionResult(EventStreamOpened.Instance);
        }
        else if (!session.Store.IsOpen)
        {
            result = call.Fail(
                FailureStage.Call,
                FailureCause.CallFailed,
                "The stream's instance is closed: an earlier event failed in it."
            );
        }
        else
        {
            session.Store.Rearm(Deadline(module));
#if SABOTAGE
            Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowEvent ? 3_000 : 0);
#endif
            result = _paths.Call(session.Store, session.Component, call with { Input = stream.Event }, Phases);
        }

        ReportOutput(module, session.Store);
        session.Store.EndCall();
        if (!result.Succeeded)
        {
            session.CloseInstance();
        }

        return result;
    }

    /// <summary>Opens a store with an instance in it.</summary>
    /// <returns>Null when it succeeded.</returns>
    private ExecutionResult? Open(GuestStore store, EngineHost engine, WasmModule module, CompiledComponent component)
    {
        ComponentLinkerHandle linker = engine.LinkerFor(component);
        store.Open(component.Component.Engine, Limits(module), Deadline(module), linker.OffersWasi ? module.Wasi : null);
        Phases?.End(CallPhase.Store);
        NativeError? error = store.Instantiate(linker, component.Component);
        Phases?.End(CallPhase.Instantiate);
        return error is null ? null : _paths.Fail(store, module, FailureStage.Instantiate, error);
    }

    /// <summary>Opens this executor's store with an instance of a component's core module in it, which imports nothing.</summary>
    /// <returns>Null when it succeeded.</returns>
    private ExecutionResult? OpenCore(WasmModule module, CompiledComponent component)
    {
        _store.Open(component.Component.Engine, Limits(module), Deadline(module), wasi: null);
        Phases?.End(CallPhase.Store);
        NativeError? error = _store.Instantiate(component.Core!);
        Phases?.End(CallPhase.Instantiate);
        return error is null ? null : _paths.Fail(_store, module, FailureStage.Instantiate, error);
    }

    private StoreLimits Limits(WasmModule module) =>
        module.Settings.MaxMemoryPages is { } pages ? EngineSettingsFactory.CreateLimits(options, pages) : _limits;

    private void ReportOutput(WasmModule module, GuestStore store)
    {
        GuestOutput output = store.Output;
        if (!output.Text.IsEmpty)
        {
            diagnostics.GuestWrote(module, output.Text, output.DroppedBytes);
        }
    }

    /// <summary>When a guest that starts now is stopped.</summary>
    private long Deadline(WasmModule module) => Clock.Start() + (module.Settings.TimeLimitMs(options) * Stopwatch.Frequency / 1000);

    private void CloseInstance()
    {
        bool isOpen = _store.IsOpen;
        _store.Close();
        _instanceUsesLeft = 0;
        if (isOpen)
        {
            Phases?.End(CallPhase.Drop);
        }
    }
}
