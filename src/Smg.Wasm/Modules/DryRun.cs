using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Storage;

namespace Smg.Wasm.Modules;

/// <summary>
/// Calls a module at each of its attach points, with messages as clients send them, with and without a body, or with operations that only read: a guest that cannot
/// take one of them is found out here and not by its first client.
/// </summary>
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

    /// <summary>What few guests are tried with: repeated names, an empty value, text beyond ASCII.</summary>
    private static readonly Header[] UnusualHeaders =
    [
        new("accept", "*/*"), new("accept-language", "de"), new("accept-language", "en"), new("x-empty", ""), new("x-title", "„Größe“ 大小 😀"),
    ];

    /// <summary>Calls. Any answer will do.</summary>
    /// <returns>Null when every call gave an answer, else how the first one failed that did not.</returns>
    public static async Task<ExecutionFailure?> RunAsync(WasmRuntime runtime, WasmModule module, IReadOnlyList<AttachPoint> attachPoints, ulong now, CancellationToken ct)
    {
        foreach (AttachPoint attachPoint in attachPoints)
        {
            if (attachPoint == AttachPoint.OnEvent)
            {
                if (await RunStreamAsync(runtime, module, ct).ConfigureAwait(false) is { } failed)
                {
                    return failed;
                }

                continue;
            }

            foreach (DryRunCase call in Cases(attachPoint, runtime.Options.MaxBodySize, now))
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
    private static async Task<ExecutionFailure?> RunStreamAsync(WasmRuntime runtime, WasmModule module, CancellationToken ct)
    {
        using StreamInstance? stream = runtime.TryReserveStream(module, isExempt: true);
        if (stream is null)
        {
            return new ExecutionFailure(module.Name, FailureStage.Admission, FailureCause.ShuttingDown, "The runtime is shutting down.");
        }

        ExecutionFailure? failure = await stream.OpenAsync(ct).ConfigureAwait(false);
        foreach (DryRunCase call in Cases(AttachPoint.OnEvent, runtime.Options.MaxBodySize, now: 0))
        {
            failure ??= (await stream.SendAsync(((EventInput)call.Input).Event, ct).ConfigureAwait(false)).Failure;
            if (failure is not null)
            {
                return Explain(failure, AttachPoint.OnEvent, call.Name);
            }
        }

        return null;
    }

    private static ExecutionFailure Explain(ExecutionFailure failure, AttachPoint attachPoint, string input)
        => failure with { Message = $"{attachPoint}: {failure.Message.TrimEnd('.')}; it was called with {input}." };

    /// <summary>The calls of an attach point.</summary>
    /// <param name="attachPoint">The attach point.</param>
    /// <param name="maxBody">Bytes that a body may have.</param>
    /// <param name="now">The time of the requests.</param>
    internal static IReadOnlyList<DryRunCase> Cases(AttachPoint attachPoint, int maxBody, ulong now)
    {
        byte[] body = maxBody < Body.Length ? [] : Body;
        JsonText json = maxBody < Body.Length ? Zero : Empty;
        MiddlewareRequest request = new() { Method = "POST", Path = "/v1/chat/completions", Headers = Headers, Body = body, RequestId = RequestId, NowEpochMs = now };
        StorageBeforeInput before = new() { Operation = StorageOperation.GetConversation, Context = Context, Payload = json };
        StorageAfterInput after = new() { Operation = StorageOperation.GetConversation, Context = Context, Payload = json, Result = json };
        MiddlewareResponse error = new() { Status = FailureStatus.Broken, Headers = [.. FailureHeaders.Of(Rehearsal)] };
        return attachPoint switch
        {
            AttachPoint.OnResponse =>
            [
                new("a response with a JSON body", new MiddlewareResponse { Status = 200, Headers = Headers, Body = body }),
                new("a response without a body, with repeated and empty headers", new MiddlewareResponse { Status = 204, Headers = UnusualHeaders }),
            ],
            AttachPoint.OnError => [new("an answer without a body", error), new("an answer without a body, with repeated and empty headers", error with { Headers = [.. error.Headers, .. UnusualHeaders] })],
            AttachPoint.OnEvent => maxBody < Body.Length ? [new("the end of a stream", EventInput.End)] :
            [
                new("an event with JSON", new EventInput(new StreamEvent { Data = "{}" })),
                new("an event without data", new EventInput(new StreamEvent { OtherLines = [": "] })),
                new("the end of a stream", EventInput.End),
            ],
            AttachPoint.StorageBefore => [new("a context", before), new("an empty context", before with { Context = [] })],
            AttachPoint.StorageAfter => [new("a context", after), new("an empty context", after with { Context = [] })],
            _ =>
            [
                new("a POST with a JSON body", request),
                new("a GET without a body, with a query", request with { Method = "GET", Path = "/v1/models", Query = "limit=1&after=", Headers = [new("accept", "*/*")], Body = default }),
                new("a POST without headers", request with { Headers = [] }),
                new("a GET with repeated and empty headers", request with { Method = "GET", Path = "/v1/models", Headers = UnusualHeaders, Body = default }),
            ],
        };
    }
}
