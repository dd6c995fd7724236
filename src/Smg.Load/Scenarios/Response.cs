namespace Smg.Load.Scenarios;

/// <summary>Creates the responses that a scenario returns.</summary>
public sealed class Response : IResponse
{
    private static readonly Response PlainOk = new(false, null, null, 0, null);
    private static readonly Response PlainFail = new(true, null, null, 0, null);

    private Response(bool isError, string? statusCode, string? message, long sizeBytes, double? customLatencyMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        if (customLatencyMs is { } latency && !(latency >= 0 && double.IsFinite(latency)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(customLatencyMs),
                latency,
                "The latency must be a finite number of milliseconds, 0 or more."
            );
        }

        IsError = isError;
        StatusCode = statusCode;
        Message = message;
        SizeBytes = sizeBytes;
        CustomLatencyMs = customLatencyMs;
    }

    /// <inheritdoc/>
    public string? StatusCode { get; }

    /// <inheritdoc/>
    public bool IsError { get; }

    /// <inheritdoc/>
    public long SizeBytes { get; }

    /// <inheritdoc/>
    public string? Message { get; }

    /// <inheritdoc/>
    public double? CustomLatencyMs { get; }

    /// <summary>A success. Without arguments nothing is allocated.</summary>
    /// <param name="statusCode">The outcome's short name.</param>
    /// <param name="sizeBytes">Bytes that the request moved; 0 or more.</param>
    /// <param name="message">What happened, for a reader.</param>
    /// <param name="customLatencyMs">The service time to record instead of the measured one, in milliseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size or the latency is negative.</exception>
    public static IResponse Ok(string? statusCode = null, long sizeBytes = 0, string? message = null, double? customLatencyMs = null) =>
        statusCode is null && message is null && sizeBytes == 0 && customLatencyMs is null
            ? PlainOk
            : new Response(false, statusCode, message, sizeBytes, customLatencyMs);

    /// <summary>
    /// A failure, counted by <paramref name="statusCode"/>, else by <paramref name="message"/>. Without arguments nothing is allocated.
    /// </summary>
    /// <param name="statusCode">The cause's short name.</param>
    /// <param name="message">What happened, for a reader.</param>
    /// <param name="sizeBytes">Bytes that the request moved; 0 or more.</param>
    /// <param name="customLatencyMs">The service time to record instead of the measured one, in milliseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size or the latency is negative.</exception>
    public static IResponse Fail(string? statusCode = null, string? message = null, long sizeBytes = 0, double? customLatencyMs = null) =>
        statusCode is null && message is null && sizeBytes == 0 && customLatencyMs is null
            ? PlainFail
            : new Response(true, statusCode, message, sizeBytes, customLatencyMs);

    internal static IResponse FromException(Exception exception) =>
        new Response(true, FailCauses.Exception(exception), exception.Message, 0, null);
}
