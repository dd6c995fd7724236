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
    private readonly CallPaths _paths = new(options);
    private readonly StoreLimits _limits = EngineSettingsFactory.CreateLimits(options);
    private readonly InstancePlaces _places = new(options.KeptInstances);

    /// <summary>Where the instance of the last call is, or was.</summary>
    private InstancePlace? _place;

    /// <summary>The store of the call that runs, or of the last one: a cancellation goes there.</summary>
    private GuestStore? _running;

    /// <summary>Where this executor's calls are counted.</summary>
    public ExecutionCounters Counters { get; } = diagnostics.Metrics.AddCounters();

    /// <summary>Where the phases of this executor's calls are recorded; null where they are not.</summary>
    public PhaseTimer? Phases { get; } = diagnostics.Phases?.AddTimer();

    /// <summary>Whether an instance is alive here. May be asked from any thread.</summary>
    public bool HoldsInstance => _places.HoldInstance;

    /// <inheritdoc/>
    public CallClock Clock { get; } = new();

    /// <summary>Whether instances are reset and kept, so that a call looks for one of its module.</summary>
    private bool Keeps => options.KeptInstances > 0;

    private InstancePlace Place => _place ??= _places.First;

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
            Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowBody && call.Input is MiddlewareInput slow ? slow.Body.Length / 512.0 : 0);
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
            Volatile.Write(ref _running, Place.Store);
        }
    }

    /// <summary>Asks the running call to stop.</summary>
    public void Cancel()
    {
        GuestStore? asked = Volatile.Read(ref _running);
        asked?.Cancel();

        // The call may have moved to another store meanwhile: it looks at the one that it leaves after it has said where it goes.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _running) is { } now && now != asked)
        {
            now.Cancel();
        }
    }

    /// <summary>A call begins: it can be cancelled from now on, and a cancellation of the call before is forgotten.</summary>
    public void Begin(GuestInput input)
    {
        GuestStore store = (input as SessionInput)?.Session.Store ?? Place.Store;
        store.ResetCancel();
        Volatile.Write(ref _running, store);
    }

    public void Dispose()
    {
        Phases?.Begin();
        CloseInstance();
        _places.Dispose();
    }

    /// <summary>The call goes on in another place, and so does a cancellation that came meanwhile.</summary>
    private void MoveTo(InstancePlace place)
    {
        GuestStore left = Place.Store;
        if (left == place.Store)
        {
            return;
        }

        place.Store.ResetCancel();
        Volatile.Write(ref _running, place.Store);
        Interlocked.MemoryBarrier();
        if (left.IsCancelRequested)
        {
            place.Store.Cancel();
        }

        _place = place;
    }

    /// <summary>Makes sure that the lease is one of the module, in the form for the message's size.</summary>
    /// <returns>Null when it is, else why the module does not compile.</returns>
    private ExecutionFailure? AcquireForm(in GuestCall call)
    {
        WasmModule module = call.Module;

        // An instance that serves several calls keeps the memory that it began with.
        WasmModule? open = !Keeps && Place.UsesLeft > 0 && Place.Instance.Digest == module.Digest ? Place.Instance.Form : null;
        WasmModule form = Memory.Choose(call, open);
        if (Keeps)
        {
            MoveTo(_places.For(form.Digest));
        }

        ExecutionFailure? failure = AcquireComponent(form);
        if (failure is not null && form.InitialPages > 0)
        {
            Memory.Drop(form);
            form = module;
            failure = AcquireComponent(module);
        }

        Place.Instance = (form, module.Digest);
        return failure;
    }

    /// <summary>Makes sure that the lease is one of the module.</summary>
    /// <returns>Null when it is, else why the module does not compile.</returns>
    private ExecutionFailure? AcquireComponent(WasmModule module)
    {
        const int UsesOfALease = 64;
#if SABOTAGE
        Place.LeaseUsesLeft = Smg.Sabotage.Fault.NothingCached ? 0 : Place.LeaseUsesLeft;
#endif
        if (Place.Lease.IsOf(module.Digest) && (Place.LeaseUsesLeft-- > 0 || (Place.UsesLeft > 0 && !Keeps)))
        {
            return null;
        }

        Phases?.Begin();
        CloseInstance();
        Place.Clear();
        if (!host.Components.TryAcquire(module, host.Number, out ComponentLease lease, out ExecutionFailure? failure))
        {
            return failure! with { Module = module.Name };
        }

        Place.Lease = lease;
        Place.LeaseUsesLeft = UsesOfALease - 1;
        return null;
    }

    private ExecutionResult ExecuteInInstance(in GuestCall call)
    {
        CompiledComponent component = Place.Lease.Component;
        bool isDirect = options.CallPath == CallPath.Bridge && DirectPath.Serves(component, call.AttachPoint, call.Input);
        if (component.Partial is not { } partial)
        {
            return ExecuteInInstance(call, isDirect, out _);
        }

        // An instance that serves several calls would lose what the guest keeps where the component must serve one of them.
        isDirect = isDirect && options.InstanceUses == 1 && partial.MayServe(Limits(call.Module));
        ExecutionResult result = ExecuteInInstance(call, isDirect, out bool calledOutside);
        if (!calledOutside)
        {
            return result;
        }

        partial.CalledOutside();
        return ExecuteInInstance(call, isDirect: false, out _);
    }

    /// <summary>Runs a call in an instance of the leased component or of its core module, a fresh one where none is open.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isDirect">Whether its core module serves the call.</param>
    /// <param name="calledOutside">Whether the core module could not serve it.</param>
    private ExecutionResult ExecuteInInstance(in GuestCall call, bool isDirect, out bool calledOutside)
    {
        WasmModule module = call.Module;
        Phases?.Begin();
        InstancePlace place = Place;
        GuestStore store = place.Store;
        CompiledComponent component = place.Lease.Component;
        calledOutside = false;

        // The component serves every message, its core module those that are small enough.
        if (place.UsesLeft > 0 && (!ReferenceEquals(place.Settings, module.Settings) || (store.Core.IsOpen && !isDirect)))
        {
            CloseInstance();
        }

        if (place.UsesLeft > 0)
        {
            store.Rearm(Deadline(module));
        }
        else if ((isDirect ? OpenCore(store, module, component) : Open(store, host, module, component)) is { } refused)
        {
            // A start function may have needed what is not in the module: there is no instance that could say so.
            calledOutside = isDirect && component.Partial is not null && store.Interrupt == StoreInterrupt.None;
            ReportOutput(module, store);
            CloseInstance();
            return refused;
        }
        else
        {
            place.UsesLeft = options.InstanceUses;
            place.Settings = module.Settings;
        }

        place.UsesLeft--;
        ExecutionResult result = _paths.Call(store, component, call, Phases);
        if (result.Succeeded && place.UsesLeft == options.InstanceUses - 1)
        {
            Memory.Look(call, store, component.MemoryPages);
        }

        ReportOutput(module, store);
        if (result.Succeeded && Keeps && isDirect && DirectPath.TryReset(store))
        {
            place.UsesLeft = 1;
            Phases?.End(CallPhase.Drop);
        }
        else if (!result.Succeeded || place.UsesLeft == 0)
        {
            calledOutside = isDirect && !result.Succeeded && DirectPath.CalledOutside(store);
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
        if (error is not null)
        {
            return _paths.Fail(store, module, FailureStage.Instantiate, error);
        }

        component.Partial?.Made(Limits(module));
        return null;
    }

    /// <summary>Opens a store with an instance of a component's core module in it, which imports nothing.</summary>
    /// <returns>Null when it succeeded.</returns>
    private ExecutionResult? OpenCore(GuestStore store, WasmModule module, CompiledComponent component)
    {
        store.Open(component.Component.Engine, Limits(module), Deadline(module), wasi: null);
        Phases?.End(CallPhase.Store);
        NativeError? error = store.Instantiate(component.Core!);
        Phases?.End(CallPhase.Instantiate);
        return error is null ? null : _paths.Fail(store, module, FailureStage.Instantiate, error);
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
        bool isOpen = Place.Store.IsOpen;
        Place.CloseInstance();
        if (isOpen)
        {
            Phases?.End(CallPhase.Drop);
        }
    }
}
