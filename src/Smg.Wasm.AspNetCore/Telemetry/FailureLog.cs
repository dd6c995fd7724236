using Smg.Wasm.AspNetCore.Targets;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Telemetry;

/// <summary>Logs requests that failed: one line a second for each kind of failure, however many there are.</summary>
internal sealed class FailureLog(ILogger logger, TimeProvider time)
{
    private const int MaxShown = 300;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LogLimiter<string> _limiter = new(Interval, time);

    /// <summary>The gateway itself failed.</summary>
    public void RequestFailed(HttpContext context, Exception exception)
    {
        if (_limiter.TryTake(exception.GetType().Name, out long suppressed))
        {
            GatewayLog.RequestFailed(logger, exception, context.TraceIdentifier, suppressed);
        }
    }

    /// <summary>Logs a request that the stopping gateway cut off. Each gets a line: their number is bounded by the connections'.</summary>
    public void Cut(HttpContext context) =>
        GatewayLog.Cut(logger, context.TraceIdentifier, context.Request.Method, context.Features.Get<RequestTarget>()?.Path ?? "");

    /// <summary>The upstream failed, or the client's body on its way there.</summary>
    public void UpstreamFailed(HttpContext context, ForwarderError error)
    {
        if (_limiter.TryTake(error.ToString(), out long suppressed))
        {
            string message = context.GetForwarderErrorFeature()?.Exception?.GetBaseException().Message ?? "";
            GatewayLog.UpstreamFailed(
                logger,
                context.TraceIdentifier,
                error.ToString(),
                OneLine(message.Length <= MaxShown ? message : message[..MaxShown]),
                suppressed
            );
        }
    }

    /// <summary>What an upstream sent may be in the message: a terminal or a log must not take it for lines, colours or commands.</summary>
    private static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text;
}
