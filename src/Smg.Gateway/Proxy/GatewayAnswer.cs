using System.Globalization;
using System.Text.Json;
using Smg.Wasm.Middleware;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Gateway.Proxy;

/// <summary>Answers that are the gateway's own and not an upstream's.</summary>
/// <param name="retryAfterSeconds">What a client is told that met an overload.</param>
internal sealed class GatewayAnswer(int retryAfterSeconds)
{
    private readonly string _retryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a module's rejection looks like: the status and nothing else. Of the message that was rejected nothing is left.</summary>
    public void Rejection(HttpContext context, ChainRejection rejection)
    {
        context.Response.Clear();
        RequestId.Repeat(context);
        context.Response.StatusCode = rejection.Status;
        context.Response.ContentLength = 0;
        if (rejection.Failure is { } failure && FailureStatus.Of(failure.Cause, AttachPoint.OnRequest) == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = _retryAfter;
        }
    }

    /// <summary>What becomes of a request that modules would have to decide on that are not there.</summary>
    public Task HeldBackAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = _retryAfter;
        return ErrorAsync(
            context, StatusCodes.Status503ServiceUnavailable, "modules_missing", "The gateway lacks modules that must decide on requests; its admin API says which, at /ready.");
    }

    /// <summary>Refuses a target that servers could read differently.</summary>
    /// <param name="context">The request.</param>
    /// <param name="message">What is ambiguous, and the setting that accepts it.</param>
    public static Task TargetAsync(HttpContext context, string message) => ErrorAsync(context, StatusCodes.Status400BadRequest, "target_refused", message);

    /// <summary>What becomes of a request whose body could not be read.</summary>
    public static Task BodyAsync(HttpContext context, RequestBodyEnd end, int maxBytes)
    {
        switch (end)
        {
            case RequestBodyEnd.TooLarge:
                return ErrorAsync(context, StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The body has more than the {maxBytes} bytes that a module may get.");
            case RequestBodyEnd.TimedOut:
                context.Response.Headers.Connection = "close";
                return ErrorAsync(context, StatusCodes.Status408RequestTimeout, "body_timeout", "The body did not arrive in time.");
            case RequestBodyEnd.Malformed:
                context.Response.Headers.Connection = "close";
                return ErrorAsync(context, StatusCodes.Status400BadRequest, "body_malformed", "The body is not framed as HTTP wants it.");
            case RequestBodyEnd.Complete:
            case RequestBodyEnd.ClientGone:
            default:
                context.Abort();
                return Task.CompletedTask;
        }
    }

    /// <summary>What becomes of a request that no upstream answered. One that was answered in part is cut off, so that nobody takes it for whole.</summary>
    public static Task UpstreamAsync(HttpContext context, ForwarderError error)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return error == ForwarderError.RequestTimedOut
            ? ErrorAsync(context, StatusCodes.Status504GatewayTimeout, "upstream_timeout", "The upstream did not answer in time.")
            : context.Response.StatusCode is >= 400 and < 500
                ? ErrorAsync(context, context.Response.StatusCode, "request_failed", "The request could not be read to its end.")
                : ErrorAsync(context, StatusCodes.Status502BadGateway, "upstream_failed", "The upstream cannot be reached, or its answer cannot be read.");
    }

    private static Task ErrorAsync(HttpContext context, int status, string type, string message)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new GatewayError(new GatewayErrorDetail(type, message)), GatewayErrorContext.Default.GatewayError);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Request.Method == HttpMethods.Head ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    }
}
