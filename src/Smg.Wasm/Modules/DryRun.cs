using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Storage;

namespace Smg.Wasm.Modules;

/// <summary>Calls a module once at each of its attach points, with a small message or an operation that only reads, as a request would.</summary>
internal static class DryRun
{
    private const string RequestId = "dry-run";

    private static readonly byte[] Body = "{}"u8.ToArray();

    private static readonly JsonText Empty = JsonText.FromUtf8(Body);

    /// <summary>For a runtime whose bodies may have one byte.</summary>
    private static readonly JsonText Zero = JsonText.FromUtf8("0"u8.ToArray());

    private static readonly ContextEntry[] Context = [new("tenant_id", RequestId), new("request_id", RequestId)];

    private static readonly ExecutionFailure Rehearsal = new(RequestId, FailureStage.Call, FailureCause.Timeout, "");

    private static readonly Header[] Headers = [new("content-type", "application/json")];

    /// <summary>Calls. Any answer will do.</summary>
    /// <returns>Null when every call gave an answer, else how the first one failed that did not.</returns>
    public static async Task<ExecutionFailure?> RunAsync(WasmRuntime runtime, WasmModule module, IReadOnlyList<AttachPoint> attachPoints, ulong now, CancellationToken ct)
    {
        foreach (AttachPoint attachPoint in attachPoints)
        {
            ExecutionResult result = await runtime.ExecuteAsync(module, attachPoint, Input(attachPoint, runtime.Options.MaxBodySize, now), ct).ConfigureAwait(false);
            if (result.Failure is { } failure)
            {
                return failure with { Message = $"{attachPoint}: {failure.Message}" };
            }
        }

        return null;
    }

    private static GuestInput Input(AttachPoint attachPoint, int maxBody, ulong now)
    {
        byte[] body = maxBody < Body.Length ? [] : Body;
        JsonText json = maxBody < Body.Length ? Zero : Empty;
        return attachPoint switch
        {
            AttachPoint.OnResponse => new MiddlewareResponse { Status = 200, Headers = Headers, Body = body },
            AttachPoint.OnError => new MiddlewareResponse { Status = FailureStatus.Broken, Headers = [.. FailureHeaders.Of(Rehearsal)] },
            AttachPoint.StorageBefore => new StorageBeforeInput { Operation = StorageOperation.GetConversation, Context = Context, Payload = json },
            AttachPoint.StorageAfter => new StorageAfterInput { Operation = StorageOperation.GetConversation, Context = Context, Payload = json, Result = json },
            _ => new MiddlewareRequest { Method = "POST", Path = "/v1/chat/completions", Headers = Headers, Body = body, RequestId = RequestId, NowEpochMs = now },
        };
    }
}
