using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Execution;

/// <summary>
/// The ways to call a component's function: in the guest's own memory, through the adapter of messages, through that of storage hooks, or
/// with component values. Used by one thread at a time.
/// </summary>
/// <param name="options">The runtime's options.</param>
internal sealed class CallPaths(WasmRuntimeOptions options)
{
    private readonly DirectPath _direct = new(options);
    private readonly AdapterPath _adapter = new(options);
    private readonly DynamicPath _dynamic = new(new AnswerLimits(options.MaxHeaderBytes, options.MaxBodySize));
    private readonly StorageAdapterPath _storage = new(options.MaxHeaderBytes);

    /// <summary>Calls the function of an attach point in an open instance, and reads its answer.</summary>
    /// <param name="store">Where the instance is.</param>
    /// <param name="component">What it was made of.</param>
    /// <param name="call">The call.</param>
    /// <param name="phases">Records how long it writes, calls and reads; null where nobody asks.</param>
    public ExecutionResult Call(GuestStore store, CompiledComponent component, in GuestCall call, PhaseTimer? phases)
    {
        AttachPoint attachPoint = call.AttachPoint;
        if (component.Find(attachPoint) is not { } function)
        {
            return call.Fail(
                FailureStage.Call,
                FailureCause.AttachPointMissing,
                $"The component does not export the function of {attachPoint}."
            );
        }

        if (function.TypeDifference is { } difference)
        {
            return call.Fail(
                FailureStage.Call,
                FailureCause.AttachPointFunctionInvalid,
                $"The component's function of {attachPoint} does not match the WIT: {difference}."
            );
        }

        ICallPath path = store.Core.IsOpen ? _direct : PathTo(function);
        path.Write(store, function, call.Input);
        phases?.End(CallPhase.Encode);
        NativeError? error = path.Call(store, function);
        phases?.End(CallPhase.Call);
        if (error is not null)
        {
            return Fail(store, call.Module, FailureStage.Call, error);
        }

        ExecutionResult result = ReadAnswer(store, path, function, call);
        phases?.End(CallPhase.Decode);
        return result;
    }

    private ICallPath PathTo(CompiledFunction function) =>
        function.Adapter is not null ? _adapter
        : function.Storage is not null && options.CallPath == CallPath.Bridge ? _storage
        : _dynamic;

    private ExecutionResult ReadAnswer(GuestStore store, ICallPath path, CompiledFunction function, in GuestCall call)
    {
        GuestAnswer? answer;
        try
        {
            if (path.ReadAnswer(store, function, out answer) is { } error)
            {
                return Fail(store, call.Module, FailureStage.Call, error);
            }
        }
        catch (InvalidDataException e)
        {
            // As where Wasmtime itself finds it: the call is over when its answer was lifted.
            return call.Fail(FailureStage.Call, FailureCause.InvalidResult, $"What the guest returned cannot be read: {e.Message}.");
        }
        catch (OutputTooLargeException e)
        {
            return call.Fail(FailureStage.Decode, FailureCause.OutputTooLarge, e.Message);
        }

        return answer is ModifyAction { BodyReplace: { } body } && body.Length > options.MaxBodySize
            ? call.Fail(
                FailureStage.Decode,
                FailureCause.OutputTooLarge,
                OutputTooLargeException.NewBody(body.Length, options.MaxBodySize).Message
            )
            : new ExecutionResult(answer!);
    }

    /// <summary>The failure of a call, or of an instance that cannot be made.</summary>
    public ExecutionResult Fail(GuestStore store, WasmModule module, FailureStage stage, NativeError error) =>
        new(FailureClassifier.Classify(module.Name, stage, error, store.Interrupt, module.Settings.TimeLimitMs(options)));
}
