using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Modules;

/// <summary>Calls a module once at each of its attach points, with a small message, as a request would.</summary>
internal static class DryRun
{
    private const string RequestId = "dry-run";

    private static readonly byte[] Body = "{}"u8.ToArray();

    private static readonly Header[] Headers = [new("content-type", "application/json")];

    /// <summary>Calls. Any action will do.</summary>
    /// <returns>Null when every call gave an action, else how the first one failed that did not.</returns>
    public static async Task<ExecutionFailure?> RunAsync(WasmRuntime runtime, WasmModule module, IReadOnlyList<AttachPoint> attachPoints, ulong now, CancellationToken ct)
    {
        foreach (AttachPoint attachPoint in attachPoints)
        {
            ExecutionResult result = await runtime.ExecuteAsync(module, attachPoint, Message(attachPoint, runtime.Options.MaxBodySize, now), ct).ConfigureAwait(false);
            if (result.Failure is { } failure)
            {
                return failure with { Message = $"{attachPoint}: {failure.Message}" };
            }
        }

        return null;
    }

    private static MiddlewareInput Message(AttachPoint attachPoint, int maxBody, ulong now)
    {
        byte[] body = maxBody < Body.Length ? [] : Body;
        return attachPoint == AttachPoint.OnResponse
            ? new MiddlewareResponse { Status = 200, Headers = Headers, Body = body }
            : new MiddlewareRequest { Method = "POST", Path = "/v1/chat/completions", Headers = Headers, Body = body, RequestId = RequestId, NowEpochMs = now };
    }
}
