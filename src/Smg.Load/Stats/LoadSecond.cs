using System.Text.Json.Serialization;
using Smg.Load.Histograms;

namespace Smg.Load.Stats;

/// <summary>The requests of a scenario that ended in one second of its measurement.</summary>
/// <param name="Second">The number of the second, from 1.</param>
/// <param name="RatePerSecond">Those that succeeded, a second: the last second may be a part of one, and on a busy machine one may be
/// longer.</param>
/// <param name="OkCount">How many succeeded.</param>
/// <param name="FailCount">How many failed.</param>
/// <param name="P50Us">The median response time of those that succeeded, in microseconds; NaN, and null in a file, where they are too few
/// for it.</param>
/// <param name="P99Us">The 99th percentile of their response time, in microseconds; NaN, and null in a file, where they are too few for
/// it.</param>
public sealed record LoadSecond(
    int Second,
    double RatePerSecond,
    long OkCount,
    long FailCount,
    [property: JsonConverter(typeof(NullForNaN))] double P50Us,
    [property: JsonConverter(typeof(NullForNaN))] double P99Us
)
{
    /// <summary>
    /// Seconds of the shortest rest of a measurement that counts as a second; a shorter one belongs to the second before it.
    /// </summary>
    public const double Shortest = 0.25;
}
