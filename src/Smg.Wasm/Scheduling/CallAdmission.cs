using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Scheduling;

/// <summary>
/// Takes calls in: refuses those that cannot be made, lets those wait whose module is not compiled yet, and schedules the others.
/// </summary>
/// <param name="compiles">Compiles modules.</param>
/// <param name="scheduler">Runs calls.</param>
/// <param name="maxBodyBytes">The largest body that the options allow.</param>
internal sealed class CallAdmission(CompileCoordinator compiles, CallScheduler scheduler, int maxBodyBytes)
{
    /// <summary>Takes a call.</summary>
    /// <returns>How it ends. Await it exactly once.</returns>
    public ValueTask<ExecutionResult> TakeAsync(in GuestCall call) => WasmTracing.IsOn ? TakeTraced(call) : Take(call);

    private ValueTask<ExecutionResult> Take(in GuestCall call) =>
        FindRefusal(call) is { } refusal ? scheduler.Refuse(call, refusal)
        : compiles.IsDone(call.Module) ? scheduler.Schedule(call)
        : CompileAndSchedule(call);

    private async ValueTask<ExecutionResult> CompileAndSchedule(GuestCall call) =>
        await compiles.WaitAsync(call.Module, call.Cancellation).ConfigureAwait(false) is { } failure
            ? await scheduler.Refuse(call, failure).ConfigureAwait(false)
            : await scheduler.Schedule(call).ConfigureAwait(false);

    /// <summary>Takes a call with a span around it.</summary>
    private async ValueTask<ExecutionResult> TakeTraced(GuestCall call)
    {
        using Activity? activity = WasmTracing.Start(call);
        ExecutionResult result = await Take(call).ConfigureAwait(false);
        WasmTracing.End(activity, result);
        return result;
    }

    private ExecutionFailure? FindRefusal(in GuestCall call)
    {
        if (call.Cancellation.IsCancellationRequested)
        {
            return Refusal(call, FailureCause.Cancelled, "The caller had already cancelled the call.");
        }

        if (AttachPointTable.Find(call.AttachPoint) is not { } contract)
        {
            return Refusal(call, FailureCause.NotSupported, $"Unknown attach point {call.AttachPoint}.");
        }

        if (!contract.Takes(call.Input) && !(contract.IsOfStreams && call.Input is SessionInput))
        {
            return Refusal(call, FailureCause.InvalidInput, $"Expected {WithArticle(contract.Input.Name)} for {call.AttachPoint}.");
        }

        return call.Input.FindExcess(maxBodyBytes) is { } excess ? Refusal(call, FailureCause.BodyTooLarge, excess) : null;
    }

    private static string WithArticle(string noun) => $"{("AEIOU".Contains(noun[0], StringComparison.Ordinal) ? "an" : "a")} {noun}";

    private static ExecutionFailure Refusal(in GuestCall call, FailureCause cause, string message) =>
        new(call.Module.Name, FailureStage.Admission, cause, message);
}
