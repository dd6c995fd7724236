namespace Smg.Load.Scenarios;

/// <summary>Result of one request of a scenario.</summary>
public interface IResponse
{
    /// <summary>The outcome's short name, for instance <c>200</c> or <c>Timeout</c>; null when it has none.</summary>
    string? StatusCode { get; }

    /// <summary>True when the request failed.</summary>
    bool IsError { get; }

    /// <summary>Bytes that the request moved.</summary>
    long SizeBytes { get; }

    /// <summary>What happened, for a reader; null when there is nothing to say.</summary>
    string? Message { get; }

    /// <summary>The service time to record instead of the measured one, in milliseconds; null for the measured one.</summary>
    double? CustomLatencyMs { get; }
}
