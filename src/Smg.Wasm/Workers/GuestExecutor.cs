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
#endif
            _calls++;
            return AcquireForm(module, input) is { } failure ? new ExecutionResult(failure) : ExecuteInInstance(module, _lease.Component, attachPoint, input);
        }
        catch (Exception e)
        {
            Phases?.Begin();
            CloseInstance();
            return Fail(module, FailureStage.Call, FailureCause.CallFailed, $"The host failed: {e.Message}");
        }
    }

    /// <summary>Asks the running call to stop.</summary>
    public void Cancel() => _store.Cancel();

    /// <summary>Forgets a cancellation of the call before.</summary>
    public void ResetCancel() => _store.ResetCancel();

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
    private ExecutionFailure? AcquireForm(WasmModule module, GuestInput input)
    {
        if (Watch.Lane?.Memory is not { } memory)
        {
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

    /// <summary>Learns how many pages the call needed.</summary>
    private void LookAtMemory(CompiledComponent component, GuestInput input)
    {
        if (component.MemoryPages is not { } function || Watch.Lane?.Memory is not { } memory)
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
        else if (Open(module, component) is { } refused)
        {
            ReportOutput(module);
            CloseInstance();
            return refused;
        }
        else
        {
            _instanceUsesLeft = options.InstanceUses;
            _instanceSettings = module.Settings;
        }

        _instanceUsesLeft--;
        ExecutionResult result = Call(module, component, attachPoint, input);
        if (result.Succeeded)
        {
            LookAtMemory(component, input);
        }

        ReportOutput(module);
        if (!result.Succeeded || _instanceUsesLeft == 0)
        {
            CloseInstance();
        }

        return result;
    }

    /// <summary>Opens a store with an instance in it.</summary>
    /// <returns>Null when it succeeded.</returns>
    private ExecutionResult? Open(WasmModule module, CompiledComponent component)
    {
        ComponentLinkerHandle linker = host.LinkerFor(component);
        StoreLimits limits = module.Settings.MaxMemoryPages is null ? _limits : EngineSettingsFactory.CreateLimits(options, module.Settings);
        _store.Open(host.Engine, limits, Deadline(module), linker.OffersWasi ? module.Wasi : null);
        Phases?.End(CallPhase.Store);
        NativeError? error = _store.Instantiate(linker, component.Component);
        Phases?.End(CallPhase.Instantiate);
        return error is null ? null : Fail(module, FailureStage.Instantiate, error);
    }

    private ExecutionResult Call(WasmModule module, CompiledComponent component, AttachPoint attachPoint, GuestInput input)
    {
        if (component.Find(attachPoint) is not { } function)
        {
            return Fail(module, FailureStage.Call, FailureCause.AttachPointMissing, $"The component does not export the function of {attachPoint}.");
        }

        if (function.TypeDifference is { } difference)
        {
            return Fail(module, FailureStage.Call, FailureCause.AttachPointFunctionInvalid, $"The component's function of {attachPoint} is not the WIT's: {difference}.");
        }

        ICallPath path = PathTo(component, function, attachPoint);
        path.Write(_store, function, input);
        Phases?.End(CallPhase.Encode);
        NativeError? error = path.Call(_store, function);
        Phases?.End(CallPhase.Call);
        if (error is not null)
        {
            return Fail(module, FailureStage.Call, error);
        }

        ExecutionResult result = ReadAnswer(module, path, function);
        Phases?.End(CallPhase.Decode);
        return result;
    }

    private ICallPath PathTo(CompiledComponent component, CompiledFunction function, AttachPoint attachPoint) => attachPoint is AttachPoint.StorageBefore or AttachPoint.StorageAfter
        ? component.Form == BridgeForm.Wrapped ? _storageBridge : _storageDynamic
        : function.Adapter is null ? _dynamic : _adapter;

    private ExecutionResult ReadAnswer(WasmModule module, ICallPath path, CompiledFunction function)
    {
        GuestAnswer? answer;
        try
        {
            if (path.ReadAnswer(_store, function, out answer) is { } error)
            {
                return Fail(module, FailureStage.Call, error);
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

    private void ReportOutput(WasmModule module)
    {
        GuestOutput output = _store.Output;
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

    private ExecutionResult Fail(WasmModule module, FailureStage stage, NativeError error)
        => new(FailureClassifier.Classify(module.Name, stage, error, _store.Interrupt, TimeLimitMs(module)));

    private static ExecutionResult Fail(WasmModule module, FailureStage stage, FailureCause cause, string message)
        => new(new ExecutionFailure(module.Name, stage, cause, message));
}
