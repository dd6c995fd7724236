namespace Smg.Wasm.Telemetry;

/// <summary>The counters of a runtime at one moment.</summary>
/// <param name="TotalExecutions">Calls that were answered.</param>
/// <param name="SuccessfulExecutions">Calls that were answered with an action.</param>
/// <param name="FailedExecutions">Calls that were answered with a failure.</param>
/// <param name="TotalExecutionTimeUs">Time of all calls together, queue time included, in microseconds.</param>
/// <param name="MaxExecutionTimeUs">Time of the slowest call, queue time included, in microseconds.</param>
public sealed record MetricsSnapshot(
    long TotalExecutions,
    long SuccessfulExecutions,
    long FailedExecutions,
    long TotalExecutionTimeUs,
    long MaxExecutionTimeUs
)
{
    /// <summary>The mean time of a call, queue time included, in microseconds; 0 before the first call.</summary>
    public double AverageExecutionTimeUs => TotalExecutions == 0 ? 0 : (double)TotalExecutionTimeUs / TotalExecutions;
}
