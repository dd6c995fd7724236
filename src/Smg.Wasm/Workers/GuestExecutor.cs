using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Bridge;
using Smg.Wasm.Compilation;
using Smg.Wasm.Diagnostics;
using Smg.Wasm.Dynamic;
using Smg.Wasm.Engines;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Workers;

/// <summary>Runs one call at a time. Used by one thread at a time; only <see cref="Cancel"/> may come from another.</summary>
internal sealed class GuestExecutor(EngineHost host, WasmRuntimeOptions options, RuntimeDiagnostics diagnostics) : IDisposable
{
    private readonly GuestStore _store = new();
    private readonly AdapterPath _adapter = new(options);
    private readonly DynamicPath _dynamic = new(options.MaxHeaderBytes);
    private readonly StorageBridgePath _storageBridge = new(options.MaxHeaderBytes);
    private readonly StorageDynamicPath _storageDynamic = new(options.MaxHeaderBytes);
    private readonly EventPath _events = new(options.MaxBodySize);
    private readonly StoreLimits _limits = EngineSettingsFactory.CreateLimits(options);

    /// <summary>The component of the last call. It is kept for some calls, so that executors which call the same one do not meet in the cache.</summary>
    private ComponentLease _lease;

    /// <summary>Calls before the cache is asked again, so that it learns that the component is in use.</summary>
    private int _leaseUsesLeft;

    /// <summary>Calls that the open instance still serves.</summary>
    private int _instanceUsesLeft;

    /// <summary>Calls that this executor has run.</summary>
    private uint _calls;

    /// <summary>The form of the module that the open instance was made of.</summary>
    private WasmModule? _instanceForm;

    /// <summary>The digest of the module as it was called with.</summary>
    private Sha256Digest _instanceOf;

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

    /// <summary>What this executor runs now.</summary>
    public CallWatch Watch { get; } = new();

    /// <summary>
    /// Runs a call, in this order: check the input, lease the compiled component, find the attach point, open a store, instantiate,
    /// write the input, call, read the answer, close the store.
    /// </summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A caller is always answered, whatever goes wrong.")]
    public ExecutionResult Execute(WasmModule module, AttachPoint attachPoint, GuestInput input)
    {
        try
        {
            // Here, because the input's lists are the caller's code: what they throw is answered too.
            if (input.FindFault() is { } fault)
            {
                return Fail(module, FailureStage.Admission, FailureCause.InvalidInput, fault);
            }

#if SABOTAGE
            using Lock.Scope scope = Smg.Sabotage.Fault.GlobalLock ? Smg.Sabotage.Fault.AllCalls.EnterScope() : default;
            GC.KeepAlive(Smg.Sabotage.Fault.Allocation ? new byte[300] : null);
            Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.FivePercent ? 0.25 : 0);
            Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowBody ? input.PayloadBytes / 2048.0 : 0);
#endif
            _calls++;
            return input is SessionInput stream ? ExecuteInSession(stream.Session, module, stream.Event)
                : AcquireForm(module, input) is { } failure ? new ExecutionResult(failure)
                : ExecuteInInstance(module, _lease.Component, attachPoint, input);
        }
        catch (Exception e)
        {
            Phases?.Begin();
            CloseInstance();
            (input as SessionInput)?.Session.CloseInstance();
            return Fail(module, FailureStage.Call, FailureCause.CallFailed, $"The host failed: {e.Message}");
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

    /// <summary>Makes sure that the lease is one of the module, in the form for the message's size. Only middleware has such forms: what the adapter does not bound stays as written.</summary>
    /// <returns>Null when it is, else why the module does not compile.</returns>
    private ExecutionFailure? AcquireForm(WasmModule module, GuestInput input)
    {
        if (Watch.Lane?.Memory is not { } memory || input is not MiddlewareInput)
        {
            _instanceOf = module.Digest;
            _instanceForm = module;
            return AcquireComponent(module);
        }

        // An instance that serves several calls keeps the memory that it began with.
        WasmModule form = _instanceUsesLeft > 0 && _instanceOf == module.Digest ? _instanceForm! : memory.Choose(MemoryDemand.SizeClass(input.PayloadBytes));
        ExecutionFailure? failure = AcquireComponent(form);
        if (failure is not null && form.InitialPages > 0)
        {
            memory.Drop(form);
            form = module;
            failure = AcquireComponent(module);
        }

        _instanceOf = module.Digest;
        _instanceForm = form;
        return failure;
    }

    /// <summary>Learns how many pages the call needed, where its instance served no call before.</summary>
    private void LookAtMemory(CompiledComponent component, GuestInput input)
    {
        if (component.MemoryPages is not { } function || Watch.Lane?.Memory is not { } memory || input is not MiddlewareInput || _instanceUsesLeft != options.InstanceUses - 1)
        {
            return;
        }

        int size = MemoryDemand.SizeClass(input.PayloadBytes);
        if (memory.Wants(size, _calls) && _store.CallWithoutArgument(function) is null)
        {
            ulong pages = _store.Result.ReadU64();
            memory.Note(size, (int)(pages >> 32), (int)(uint)pages);
        }
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
        if (!host.Components.TryAcquire(module, out ComponentLease lease, out ExecutionFailure? failure))
        {
            return failure! with { Module = module.Name };
        }

        _lease = lease;
        _leaseUsesLeft = UsesOfALease - 1;
        return null;
    }

    private ExecutionResult ExecuteInInstance(WasmModule module, CompiledComponent component, AttachPoint attachPoint, GuestInput input)
    {
        Phases?.Begin();
        if (_instanceUsesLeft > 0 && !ReferenceEquals(_instanceSettings, module.Settings))
        {
            CloseInstance();
        }

        if (_instanceUsesLeft > 0)
        {
            _store.Rearm(Deadline(module));
        }
        else if (Open(_store, host, module, component) is { } refused)
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
        ExecutionResult result = Call(_store, module, component, (attachPoint, input));
        if (result.Succeeded)
        {
            LookAtMemory(component, input);
        }

        ReportOutput(module, _store);
        if (!result.Succeeded || _instanceUsesLeft == 0)
        {
            CloseInstance();
        }

        return result;
    }

    /// <summary>Makes a stream's instance, or calls it.</summary>
    /// <param name="session">The stream's place.</param>
    /// <param name="module">Its module.</param>
    /// <param name="input">What the instance is called with; null to make it.</param>
    private ExecutionResult ExecuteInSession(GuestSession session, WasmModule module, EventInput? input)
    {
        Phases?.Begin();
        ExecutionResult result;
        if (input is null)
        {
            result = session.Acquire(module) is { } failure ? new ExecutionResult(failure)
                : Open(session.Store, session.Host, module, session.Component) ?? new ExecutionResult(EventStreamOpened.Instance);
        }
        else if (!session.Store.IsOpen)
        {
            result = Fail(module, FailureStage.Call, FailureCause.CallFailed, "The stream's instance is closed: an earlier event failed in it.");
        }
        else
        {
            session.Store.Rearm(Deadline(module));
#if SABOTAGE
            Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowEvent ? 3_000 : 0);
#endif
            result = Call(session.Store, module, session.Component, (AttachPoint.OnEvent, input));
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
        StoreLimits limits = module.Settings.MaxMemoryPages is null ? _limits : EngineSettingsFactory.CreateLimits(options, module.Settings);
        store.Open(engine.Engine, limits, Deadline(module), linker.OffersWasi ? module.Wasi : null);
        Phases?.End(CallPhase.Store);
        NativeError? error = store.Instantiate(linker, component.Component);
        Phases?.End(CallPhase.Instantiate);
        return error is null ? null : Fail(store, module, FailureStage.Instantiate, error);
    }

    private ExecutionResult Call(GuestStore store, WasmModule module, CompiledComponent component, (AttachPoint AttachPoint, GuestInput Input) call)
    {
        (AttachPoint attachPoint, GuestInput input) = call;
        if (component.Find(attachPoint) is not { } function)
        {
            return Fail(module, FailureStage.Call, FailureCause.AttachPointMissing, $"The component does not export the function of {attachPoint}.");
        }

        if (function.TypeDifference is { } difference)
        {
            return Fail(module, FailureStage.Call, FailureCause.AttachPointFunctionInvalid, $"The component's function of {attachPoint} is not the WIT's: {difference}.");
        }

        ICallPath path = PathTo(component, function, attachPoint);
        path.Write(store, function, input);
        Phases?.End(CallPhase.Encode);
        NativeError? error = path.Call(store, function);
        Phases?.End(CallPhase.Call);
        if (error is not null)
        {
            return Fail(store, module, FailureStage.Call, error);
        }

        ExecutionResult result = ReadAnswer(store, module, path, function);
        Phases?.End(CallPhase.Decode);
        return result;
    }

    private ICallPath PathTo(CompiledComponent component, CompiledFunction function, AttachPoint attachPoint) => attachPoint switch
    {
        AttachPoint.StorageBefore or AttachPoint.StorageAfter => component.Form == BridgeForm.Wrapped ? _storageBridge : _storageDynamic,
        AttachPoint.OnEvent => _events,
        _ => function.Adapter is null ? _dynamic : _adapter,
    };

    private ExecutionResult ReadAnswer(GuestStore store, WasmModule module, ICallPath path, CompiledFunction function)
    {
        GuestAnswer? answer;
        try
        {
            if (path.ReadAnswer(store, function, out answer) is { } error)
            {
                return Fail(store, module, FailureStage.Call, error);
            }
        }
        catch (InvalidDataException e)
        {
            // As where Wasmtime itself finds it: the call is over when its answer was lifted.
            return Fail(module, FailureStage.Call, FailureCause.InvalidResult, $"What the guest returned cannot be read: {e.Message}.");
        }
        catch (OutputTooLargeException e)
        {
            return Fail(module, FailureStage.Decode, FailureCause.OutputTooLarge, e.Message);
        }

        return answer is ModifyAction { BodyReplace: { } body } && body.Length > options.MaxBodySize
            ? Fail(module, FailureStage.Decode, FailureCause.OutputTooLarge, OutputTooLargeException.NewBody(body.Length, options.MaxBodySize).Message)
            : new ExecutionResult(answer!);
    }

    private void ReportOutput(WasmModule module, GuestStore store)
    {
        GuestOutput output = store.Output;
        if (!output.Text.IsEmpty)
        {
            diagnostics.GuestWrote(module, output.Text, output.DroppedBytes);
        }
    }

    /// <summary>When a guest that starts now is stopped.</summary>
    private long Deadline(WasmModule module) => Watch.Start() + (TimeLimitMs(module) * Stopwatch.Frequency / 1000);

    private int TimeLimitMs(WasmModule module) => Math.Min(module.Settings.MaxExecutionTimeMs ?? int.MaxValue, options.MaxExecutionTimeMs);

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

    private ExecutionResult Fail(GuestStore store, WasmModule module, FailureStage stage, NativeError error)
        => new(FailureClassifier.Classify(module.Name, stage, error, store.Interrupt, TimeLimitMs(module)));

    private static ExecutionResult Fail(WasmModule module, FailureStage stage, FailureCause cause, string message)
        => new(new ExecutionFailure(module.Name, stage, cause, message));
}
