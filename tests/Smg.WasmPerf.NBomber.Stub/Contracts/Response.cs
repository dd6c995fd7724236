namespace NBomber.Contracts;

/// <summary>A response with a payload.</summary>
/// <typeparam name="T">The payload's type.</typeparam>
public sealed class Response<T> : IResponse
{
    internal Response(bool isError, string statusCode, string message, long sizeBytes, double latencyMs)
    {
        IsError = isError;
        StatusCode = statusCode;
        Message = message ?? "";
        SizeBytes = sizeBytes;
        LatencyMs = latencyMs;
    }

    /// <inheritdoc/>
    public string StatusCode { get; }

    /// <inheritdoc/>
    public bool IsError { get; }

    /// <inheritdoc/>
    public long SizeBytes { get; }

    /// <inheritdoc/>
    public double LatencyMs { get; }

    /// <inheritdoc/>
    public string Message { get; }
}
