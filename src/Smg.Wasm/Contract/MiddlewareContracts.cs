using Smg.Wasm.Wit;

namespace Smg.Wasm.Contract;

/// <summary>The attach points of middleware.</summary>
internal static class MiddlewareContracts
{
    /// <summary>Before the request is forwarded.</summary>
    public static AttachPointContract OnRequest { get; } =
        new()
        {
            Point = AttachPoint.OnRequest,
            Interface = "smg:gateway/middleware-on-request",
            Function = "on-request",
            MetricName = "on_request",
            Input = typeof(MiddlewareRequest),
            Wit = WitPackage.Gateway,
            Values = MessageCodec.Instance,
            Adapter = AdapterMessage.Request,
            DryRunCases = RequestCases,
        };

    /// <summary>Before the response is sent to the client.</summary>
    public static AttachPointContract OnResponse { get; } =
        new()
        {
            Point = AttachPoint.OnResponse,
            Interface = "smg:gateway/middleware-on-response",
            Function = "on-response",
            MetricName = "on_response",
            Input = typeof(MiddlewareResponse),
            Wit = WitPackage.Gateway,
            Values = MessageCodec.Instance,
            Adapter = AdapterMessage.Response,
            DryRunCases = messages =>
                [
                    new(
                        "a response with a JSON body",
                        new MiddlewareResponse
                        {
                            Status = 200,
                            Headers = DryRunMessages.Headers,
                            Body = messages.Body,
                        }
                    ),
                    new(
                        "a response without a body, with repeated and empty headers",
                        new MiddlewareResponse { Status = 204, Headers = DryRunMessages.UnusualHeaders }
                    ),
                ],
        };

    /// <summary>When a module failed and its request is refused for it.</summary>
    public static AttachPointContract OnError { get; } =
        new()
        {
            Point = AttachPoint.OnError,
            Interface = "smg:gateway/middleware-on-error",
            Function = "on-error",
            MetricName = "on_error",
            Input = typeof(MiddlewareResponse),
            Wit = WitPackage.Gateway,
            Values = MessageCodec.Instance,
            Adapter = AdapterMessage.Response,
            DryRunCases = ErrorCases,
        };

    private static DryRunCase[] RequestCases(DryRunMessages messages)
    {
        MiddlewareRequest request = new()
        {
            Method = "POST",
            Path = "/v1/chat/completions",
            Headers = DryRunMessages.Headers,
            Body = messages.Body,
            RequestId = DryRunMessages.RequestId,
            NowEpochMs = messages.Now,
        };
        MiddlewareRequest get = request with { Method = "GET", Path = "/v1/models", Body = default };
        return
        [
            new("a POST with a JSON body", request),
            new("a GET without a body, with a query", get with { Query = "limit=1&after=", Headers = [new("accept", "*/*")] }),
            new("a POST without headers", request with { Headers = [] }),
            new("a GET with repeated and empty headers", get with { Headers = DryRunMessages.UnusualHeaders }),
        ];
    }

    private static DryRunCase[] ErrorCases(DryRunMessages messages)
    {
        MiddlewareResponse error = new() { Status = FailureStatus.Broken, Headers = [.. FailureHeaders.Of(DryRunMessages.Rehearsal)] };
        return
        [
            new("an answer without a body", error),
            new(
                "an answer without a body, with repeated and empty headers",
                error with
                {
                    Headers = [.. error.Headers, .. DryRunMessages.UnusualHeaders],
                }
            ),
        ];
    }
}
