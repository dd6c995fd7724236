namespace Smg.Wasm.AspNetCore.Telemetry;

/// <summary>What the side of clients logs, one method an event.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "A message passed module '{Module}' unseen: {Reason} ({Suppressed} more since the last such line)."
    )]
    public static partial void Skipped(ILogger logger, string module, string reason, long suppressed);

    [LoggerMessage(2, LogLevel.Error, "Request {RequestId} failed ({Suppressed} more since the last such line).")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string requestId, long suppressed);

    [LoggerMessage(
        3,
        LogLevel.Warning,
        "Request {RequestId} failed at the upstream: {Error}: {Message} ({Suppressed} more since the last such line)."
    )]
    public static partial void UpstreamFailed(ILogger logger, string requestId, string error, string message, long suppressed);

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "Request {RequestId} ({Method} {Path}) was cut off: it was still running when the drain timeout ended."
    )]
    public static partial void Cut(ILogger logger, string requestId, string method, string path);

    [LoggerMessage(
        5,
        LogLevel.Warning,
        "A connection from {Address} was closed: that address has reached its limit of {Limit} connections ({Suppressed} more "
            + "since the last such line)."
    )]
    public static partial void AddressRefused(ILogger logger, string address, int limit, long suppressed);
}
