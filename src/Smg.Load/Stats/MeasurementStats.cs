using Smg.Load.Histograms;
using Smg.Load.Recording;

namespace Smg.Load.Stats;

/// <summary>The requests of a scenario that succeeded, or those that failed.</summary>
public sealed record MeasurementStats
{
    /// <summary>Their number and rate.</summary>
    public required RequestStats Request { get; init; }

    /// <summary>Their response times.</summary>
    public required LatencyStats Latency { get; init; }

    /// <summary>Bytes that they moved.</summary>
    public required long AllBytes { get; init; }

    /// <summary>Their numbers by status code or cause, the most frequent first.</summary>
    public required IReadOnlyList<StatusCodeStats> StatusCodes { get; init; }

    internal static MeasurementStats Of(OutcomeRecord record, double seconds, bool isError) =>
        new()
        {
            Request = new RequestStats(record.Count, seconds > 0 ? record.Count / seconds : 0),
            Latency = LatencyStats.Of((record.Response ?? new LatencyHistogram()).Summarise()),
            AllBytes = record.Bytes,
            StatusCodes =
            [
                .. record
                    .Causes.Select(cause => new StatusCodeStats(cause.Key, isError, cause.Value.Message, cause.Value.Count))
                    .OrderByDescending(cause => cause.Count)
                    .ThenBy(cause => cause.StatusCode, StringComparer.Ordinal),
            ],
        };
}
