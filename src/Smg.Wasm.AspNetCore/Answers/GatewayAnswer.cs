using System.Globalization;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Errors;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Answers;

/// <summary>Answers that are the gateway's own and not an upstream's.</summary>
/// <param name="retryAfterSeconds">Seconds after which a client that met an overload should try again.</param>
internal sealed class GatewayAnswer(int retryAfterSeconds)
{
    private readonly string _retryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// What a module's rejection looks like: the status and nothing else. Of the message that was rejected nothing is left.
    /// </summary>
    public void Rejection(HttpContext context, ChainRejection rejection)
    {
        context.Response.Clear();
        RequestId.Repeat(context);
        context.Response.StatusCode = rejection.Status;
        context.Response.ContentLength = 0;
        if (
            rejection.Failure is { } failure
            && FailureStatus.Of(failure.Cause, AttachPoint.OnRequest) == StatusCodes.Status503ServiceUnavailable
        )
        {
            context.Response.Headers.RetryAfter = _retryAfter;
        }
    }

    /// <summary>Answers a request while modules that must decide on it are missing.</summary>
    public Task HeldBackAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = _retryAfter;
        return ErrorAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            "modules_missing",
            "Modules that must decide on requests are not registered. GET /ready of the admin API names them."
        );
    }

    /// <summary>Refuses a request whose endpoint names a module that is not registered.</summary>
    public Task ModuleMissingAsync(HttpContext context, string module)
    {
        context.Response.Headers.RetryAfter = _retryAfter;
        return ErrorAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            "module_missing",
            $"The endpoint names module '{module}', which is not registered."
        );
    }

    /// <summary>Refuses a target that servers could read differently.</summary>
    /// <param name="context">The request.</param>
    /// <param name="message">What is ambiguous, and the setting that accepts it.</param>
    public static Task TargetAsync(HttpContext context, string message) =>
        ErrorAsync(context, StatusCodes.Status400BadRequest, "target_refused", message);

    /// <summary>Refuses a status that HTTP does not have.</summary>
    public static Task StatusAsync(HttpContext context, int status) =>
        ErrorAsync(
            context,
            StatusCodes.Status502BadGateway,
            "upstream_failed",
            $"The upstream answered with {status:D3}, which is not an HTTP status."
        );

    /// <summary>Refuses a response in a transfer coding that nobody asked for.</summary>
    public static Task TransferCodingAsync(HttpContext context) =>
        ErrorAsync(
            context,
            StatusCodes.Status502BadGateway,
            "upstream_failed",
            "The upstream's response has a Transfer-Encoding other than chunked, which the gateway does not accept. Configure the upstream "
                + "to use Content-Encoding."
        );

    /// <summary>Refuses a request in a transfer coding that the server does not undo.</summary>
    public static Task RequestTransferCodingAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        return ErrorAsync(
            context,
            StatusCodes.Status501NotImplemented,
            "transfer_coding_refused",
            "The request has a Transfer-Encoding other than chunked. Use Content-Encoding for the body instead."
        );
    }

    /// <summary>Refuses a stream that a module would have to see.</summary>
    public static Task StreamAsync(HttpContext context, RegisteredModule module)
    {
        string reason = module.OnStream switch
        {
            StreamPolicy.Events => "sees only streams of server-sent events (on_stream is events)",
            StreamPolicy.Buffer => "needs whole responses (on_stream is buffer, and this stream has no end to wait for)",
            _ => "needs whole responses (on_stream is reject)",
        };
        return ErrorAsync(
            context,
            StatusCodes.Status502BadGateway,
            "stream_refused",
            $"The upstream answered with a stream, and module '{module.Module.Name}' {reason}. "
                + (
                    module.OnStream == StreamPolicy.Buffer
                        ? "Register it with on_stream 'pass' to let streams pass unseen."
                        : "Register it with on_stream 'buffer' to collect streams up to the body limit, or 'pass' to let them pass unseen."
                )
        );
    }

    /// <summary>Refuses a stream for which no instance of a module is left.</summary>
    /// <param name="context">The request.</param>
    /// <param name="module">The module's name.</param>
    /// <param name="limit">Instances that streams may hold.</param>
    public Task StreamsFullAsync(HttpContext context, string module, int limit)
    {
        context.Response.Headers.RetryAfter = _retryAfter;
        return ErrorAsync(
            context,
            StatusCodes.Status502BadGateway,
            "streams_full",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The upstream answered with a stream, but all {limit} instances that streams may hold (MaxStreams) are in use, "
                    + $"and module '{module}' needs one: try again later."
            )
        );
    }

    /// <summary>
    /// Answers a request that may not be forwarded further: OPTIONS as the gateway itself, TRACE not at all, since it would repeat what
    /// only the upstream should see.
    /// </summary>
    public static Task LastHopAsync(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        }

        context.Response.Headers.Allow = "";
        return ErrorAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            "trace_refused",
            "Max-Forwards is 0, so the request cannot be forwarded, and the gateway does not answer TRACE itself."
        );
    }

    /// <summary>Refuses a method that HTTP/2 cannot carry as it came.</summary>
    public static Task MethodAsync(HttpContext context) =>
        ErrorAsync(
            context,
            StatusCodes.Status501NotImplemented,
            "method_refused",
            "The method differs from a standard one only in case, and cannot be forwarded so over HTTP/2 (UpstreamHttp). Use upper case."
        );

    /// <summary>Refuses a response that cannot be decoded for a module.</summary>
    public static Task CodingAsync(HttpContext context, RegisteredModule module) =>
        ErrorAsync(
            context,
            StatusCodes.Status502BadGateway,
            "response_not_decodable",
            $"The upstream's Content-Encoding cannot be decoded for module '{module.Module.Name}': it is not gzip, br or deflate, or the "
                + "coded bytes are damaged or break off. With failure_policy Open the response would pass unseen."
        );

    /// <summary>Answers in place of a response whose body could not be read.</summary>
    public Task ResponseBodyAsync(HttpContext context, BodyEnd end)
    {
        switch (end)
        {
            case BodyEnd.Overloaded:
                return OverloadedAsync(context);
            case BodyEnd.TimedOut:
                return UpstreamAsync(context, ForwarderError.RequestTimedOut);
            case BodyEnd.Malformed:
                return UpstreamAsync(context, ForwarderError.ResponseBodyDestination);
            case BodyEnd.Complete:
            case BodyEnd.TooLarge:
            case BodyEnd.NotDecodable:
            case BodyEnd.ClientGone:
            default:
                context.Abort();
                return Task.CompletedTask;
        }
    }

    /// <summary>Answers a request that failed in the gateway itself.</summary>
    public static Task InternalAsync(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        RequestId.Repeat(context);
        return ErrorAsync(
            context,
            StatusCodes.Status500InternalServerError,
            "internal",
            "The gateway failed to handle the request; its log has the reason."
        );
    }

    /// <summary>Answers a request whose body could not be read.</summary>
    public Task BodyAsync(HttpContext context, BodyEnd end, int maxBytes)
    {
        switch (end)
        {
            case BodyEnd.Overloaded:
                context.Response.Headers.Connection = "close";
                return OverloadedAsync(context);
            case BodyEnd.TooLarge:
                return ErrorAsync(
                    context,
                    StatusCodes.Status413PayloadTooLarge,
                    "body_too_large",
                    $"The body exceeds the {maxBytes} bytes that modules accept (MaxBodySize)."
                );
            case BodyEnd.TimedOut:
                context.Response.Headers.Connection = "close";
                return ErrorAsync(context, StatusCodes.Status408RequestTimeout, "body_timeout", "The body did not arrive in time.");
            case BodyEnd.NotDecodable:
                // RFC 9110, 15.5.16.
                context.Response.Headers.AcceptEncoding = "gzip, br, deflate";
                return ErrorAsync(
                    context,
                    StatusCodes.Status415UnsupportedMediaType,
                    "body_not_decodable",
                    "The body's Content-Encoding cannot be decoded for modules: it is not gzip, br or deflate, or the coded bytes are "
                        + "damaged. Send the body in one of these codings, or without one."
                );
            case BodyEnd.Malformed:
                context.Response.Headers.Connection = "close";
                return ErrorAsync(context, StatusCodes.Status400BadRequest, "body_malformed", "The body's framing is not valid HTTP.");
            case BodyEnd.Complete:
            case BodyEnd.ClientGone:
            default:
                context.Abort();
                return Task.CompletedTask;
        }
    }

    /// <summary>
    /// Answers a request that no upstream answered. One that was answered in part is cut off, so that nobody takes it for whole.
    /// </summary>
    public static Task UpstreamAsync(HttpContext context, ForwarderError error)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        // The forwarder clears the headers when it fails.
        RequestId.Repeat(context);
        return error == ForwarderError.RequestTimedOut
                ? ErrorAsync(context, StatusCodes.Status504GatewayTimeout, "upstream_timeout", "The upstream did not answer in time.")
            : context.Response.StatusCode is >= 400 and < 500
                ? ErrorAsync(context, context.Response.StatusCode, "request_failed", "The request could not be read to its end.")
            : ErrorAsync(
                context,
                StatusCodes.Status502BadGateway,
                "upstream_failed",
                "The upstream cannot be reached, or its answer cannot be read."
            );
    }

    private Task OverloadedAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = _retryAfter;
        return ErrorAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            "buffers_full",
            "Bodies of other requests use all memory for buffered bodies (MaxBufferedBytes). Try again later."
        );
    }

    private static Task ErrorAsync(HttpContext context, int status, string type, string message) =>
        JsonAnswer.WriteAsync(
            context,
            status,
            new GatewayError(new GatewayErrorDetail(type, message)),
            GatewayErrorContext.Default.GatewayError
        );
}
