using System.Diagnostics;
using Smg.Wasm.Compilation;
using Smg.Wasm.Engines;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Workers;

/// <summary>Runs one call at a time in a fresh instance. Owned by one worker; only <see cref="Cancel"/> may come from another thread.</summary>
internal sealed class GuestExecutor(EngineHost host, ICallPath path, WasmRuntimeOptions options) : IDisposable
{
    private readonly GuestStore _store = new();
    private readonly StoreLimits _limits = EngineSettingsFactory.CreateLimits(options);

    /// <summary>
    /// Runs a call, in this order: lease the compiled component, find the attach point, open a store, instantiate,
    /// write the input, call, read the action, close the store.
    /// </summary>
    public ExecutionResult Execute(WasmModule module, AttachPoint attachPoint, MiddlewareInput input)
    {
        if (!host.Components.TryAcquire(module, out ComponentLease lease, out ExecutionFailure? failure))
        {
            return new ExecutionResult(failure! with { Module = module.Name });
        }

        using (lease)
        {
            return Execute(module.Name, lease.Component, attachPoint, input);
        }
    }

    /// <summary>Asks the running call to stop.</summary>
    public void Cancel() => _store.Cancel();

    /// <summary>Forgets a cancellation of the call before.</summary>
    public void ResetCancel() => _store.ResetCancel();

    public void Dispose() => _store.Dispose();

    private ExecutionResult Execute(string module, CompiledComponent component, AttachPoint attachPoint, MiddlewareInput input)
    {
        if (component.Export(attachPoint) is not { } export)
        {
            return new ExecutionResult(new ExecutionFailure(
                module, FailureStage.Instantiate, FailureCause.AttachPointMissing, $"The component does not export the function of {attachPoint}."));
        }

        long deadline = Stopwatch.GetTimestamp() + (options.MaxExecutionTimeMs * Stopwatch.Frequency / 1000);
        ComponentLinkerHandle linker = host.LinkerFor(component);
        _store.Open(host.Engine, _limits, deadline, linker.OffersWasi);
        try
        {
            if (_store.Instantiate(linker, component.Component) is { } instantiateError)
            {
                return Fail(module, FailureStage.Instantiate, instantiateError);
            }

            path.WriteInput(_store, input);
            if (_store.Call(export) is { } callError)
            {
                return Fail(module, FailureStage.Call, callError);
            }

            return ReadAction(module);
        }
        finally
        {
            _store.Close();
        }
    }

    private ExecutionResult ReadAction(string module)
    {
        MiddlewareAction action;
        try
        {
            action = path.ReadAction(_store);
        }
        catch (InvalidDataException e)
        {
            return new ExecutionResult(new ExecutionFailure(module, FailureStage.Decode, FailureCause.InvalidResult, e.Message));
        }

        if (action is ModifyAction { BodyReplace: { } body } && body.Length > options.MaxBodySize)
        {
            return new ExecutionResult(new ExecutionFailure(
                module, FailureStage.Decode, FailureCause.OutputTooLarge, $"The new body has {body.Length} bytes, more than the {options.MaxBodySize} allowed."));
        }

        return new ExecutionResult(action);
    }

    private ExecutionResult Fail(string module, FailureStage stage, NativeError error)
        => new(FailureClassifier.Classify(module, stage, error, _store.Interrupt, options.MaxExecutionTimeMs));
}
