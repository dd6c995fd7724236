namespace Smg.WasmPerf.Calibration;

/// <summary>What one stall does to the response times of requests that arrive evenly and take no time otherwise.</summary>
public static class StallTheory
{
    /// <summary>
    /// A percentile of the response times. The request that meets the stall waits for all of it, the k-th after it for k gaps less,
    /// everyone else for nothing:
    /// <c>stall - k / rate</c>.
    /// </summary>
    /// <param name="requests">Requests in all, at least 1.</param>
    /// <param name="ratePerSecond">Arrivals a second, positive.</param>
    /// <param name="stall">How long nothing is served.</param>
    /// <param name="percentile">From 0 to 100.</param>
    public static TimeSpan Percentile(long requests, double ratePerSecond, TimeSpan stall, double percentile)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requests, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratePerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(percentile, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percentile, 100);

        // Of the requests in rising order, the one that so many percent do not exceed; counted from the largest, which waited longest.
        long rank = Math.Clamp((long)Math.Ceiling(requests * percentile / 100), 1, requests);
        long fromLargest = requests - rank;
        double seconds = stall.TotalSeconds - (fromLargest / ratePerSecond);
        return TimeSpan.FromSeconds(Math.Max(0, seconds));
    }
}
