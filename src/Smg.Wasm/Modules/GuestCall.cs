using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Modules;

/// <summary>One call of a module, on its way from admission over the queue to an executor.</summary>
/// <param name="Module">The module.</param>
/// <param name="AttachPoint">Which of its functions is called.</param>
/// <param name="Input">What the function is called with.</param>
/// <param name="Cancellation">Gives the call up: at once while it waits, at the next tick of the epoch while it runs.</param>
internal readonly record struct GuestCall(WasmModule Module, AttachPoint AttachPoint, GuestInput Input, CancellationToken Cancellation)
{
    /// <summary>The call failed.</summary>
    public ExecutionResult Fail(FailureStage stage, FailureCause cause, string message) =>
        new(new ExecutionFailure(Module.Name, stage, cause, message));
}
