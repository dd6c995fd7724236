using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>
/// Calls a module at each of its attach points, with messages as clients send them, with and without a body, or with operations that only
/// read: a guest that cannot take one of them is found out here and not by its first client.
/// </summary>
internal static class DryRun
{
    /// <summary>Calls. Any answer will do.</summary>
    /// <returns>Null when every call gave an answer, else how the first one failed that did not.</returns>
    public static async Task<ExecutionFailure?> RunAsync(
        WasmRuntime runtime,
        WasmModule module,
        IReadOnlyList<AttachPoint> attachPoints,
        ulong now,
        CancellationToken ct
    )
    {
        foreach (AttachPoint attachPoint in attachPoints)
        {
            AttachPointContract contract = AttachPointTable.Of(attachPoint);
            if (contract.IsOfStreams)
            {
                if (await RunStreamAsync(runtime, module, contract, ct).ConfigureAwait(false) is { } failed)
                {
                    return failed;
                }

                continue;
            }

            foreach (DryRunCase call in contract.DryRunCases(new DryRunMessages(runtime.Options.MaxBodySize, now)))
            {
                ExecutionResult result = await runtime.ExecuteAsync(module, attachPoint, call.Input, ct).ConfigureAwait(false);
                if (result.Failure is { } failure)
                {
                    return Explain(failure, attachPoint, call.Name);
                }
            }
        }

        return null;
    }

    /// <summary>Calls an instance as a stream does: it must be there for the second event, too.</summary>
    private static async Task<ExecutionFailure?> RunStreamAsync(
        WasmRuntime runtime,
        WasmModule module,
        AttachPointContract contract,
        CancellationToken ct
    )
    {
        using StreamInstance? stream = StreamInstance.TryReserve(runtime, module, isExempt: true);
        if (stream is null)
        {
            return new ExecutionFailure(module.Name, FailureStage.Admission, FailureCause.ShuttingDown, "The runtime is shutting down.");
        }

        ExecutionFailure? failure = await stream.OpenAsync(ct).ConfigureAwait(false);
        foreach (DryRunCase call in contract.DryRunCases(new DryRunMessages(runtime.Options.MaxBodySize, now: 0)))
        {
            failure ??= (await stream.SendAsync(((EventInput)call.Input).Event, ct).ConfigureAwait(false)).Failure;
            if (failure is not null)
            {
                return Explain(failure, contract.Point, call.Name);
            }
        }

        return null;
    }

    private static ExecutionFailure Explain(ExecutionFailure failure, AttachPoint attachPoint, string input) =>
        failure with
        {
            Message = $"{attachPoint}: {failure.Message.TrimEnd('.')}; it was called with {input}.",
        };
}
