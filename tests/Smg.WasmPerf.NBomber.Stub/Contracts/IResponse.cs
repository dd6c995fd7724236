namespace NBomber.Contracts;

/// <summary>What a request or a step came to.</summary>
public interface IResponse
{
    /// <summary>The outcome's short name; empty for none.</summary>
    string StatusCode { get; }

    /// <summary>Whether it failed.</summary>
    bool IsError { get; }

    /// <summary>Bytes that it moved.</summary>
    long SizeBytes { get; }

    /// <summary>The latency to record instead of the measured one, in milliseconds; 0 for the measured one.</summary>
    double LatencyMs { get; }

    /// <summary>Text for a reader; empty for none.</summary>
    string Message { get; }
}
