using NBomber.Contracts;

namespace NBomber.CSharp;

/// <summary>Creates responses.</summary>
public static class Response
{
    /// <summary>A success.</summary>
    public static Response<object> Ok() => Ok("");

    /// <summary>A failure.</summary>
    public static Response<object> Fail() => Fail("");

    /// <summary>A success.</summary>
    /// <param name="statusCode">The outcome's short name.</param>
    /// <param name="sizeBytes">Bytes that it moved.</param>
    /// <param name="message">Text for a reader.</param>
    /// <param name="latencyMs">The latency to record instead of the measured one.</param>
    public static Response<object> Ok(string statusCode = "", long sizeBytes = 0, string message = "", double latencyMs = 0) =>
        new(isError: false, statusCode, message, sizeBytes, latencyMs);

    /// <summary>A failure.</summary>
    /// <param name="statusCode">The cause's short name.</param>
    /// <param name="message">Text for a reader.</param>
    /// <param name="sizeBytes">Bytes that it moved.</param>
    /// <param name="latencyMs">The latency to record instead of the measured one.</param>
    public static Response<object> Fail(string statusCode = "", string message = "", long sizeBytes = 0, double latencyMs = 0) =>
        new(isError: true, statusCode, message, sizeBytes, latencyMs);
}
