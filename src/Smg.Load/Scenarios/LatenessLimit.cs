using System.Globalization;
using Smg.Load.Text;

namespace Smg.Load.Scenarios;

/// <summary>How late an open model's arrivals may be before its row is not a result.</summary>
/// <remarks>
/// A response time counts from the intended start, so the generator's lateness is part of it. What a row claims is its p99, or that it is
/// within a limit where it has one: the lateness must be small beside that, and what is below a millisecond, or a tenth of the mean gap
/// between two arrivals, never matters.
/// </remarks>
internal static class LatenessLimit
{
    /// <summary>The part of the claimed p99 that the lateness' own p99 may reach.</summary>
    public const double ShareOfClaim = 0.5;

    private const double FloorUs = 1_000;
    private const double ShareOfGap = 0.1;

    /// <summary>The largest 99th percentile of the lateness, in microseconds.</summary>
    /// <param name="configured">The limit that was asked for; null to derive it from the claim.</param>
    /// <param name="meanGapUs">The mean time between two planned arrivals, in microseconds.</param>
    /// <param name="claimedP99Us">The 99th percentile of the response time that the row claims, in microseconds.</param>
    public static double AllowedUs(TimeSpan? configured, double meanGapUs, double claimedP99Us) =>
        configured?.TotalMicroseconds ?? Math.Max(Math.Max(FloorUs, ShareOfGap * meanGapUs), ShareOfClaim * claimedP99Us);

    /// <summary>Why a row is not a result, as a clause without a subject; null where it is one.</summary>
    /// <param name="latenessP99Us">The 99th percentile of the lateness, in microseconds.</param>
    /// <param name="allowedUs">The largest that is allowed, in microseconds.</param>
    /// <param name="notStarted">Arrivals that were not started at all.</param>
    public static string? Judge(double latenessP99Us, double allowedUs, long notStarted) =>
        notStarted > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{notStarted:N0} arrivals were not started: too many requests were in flight, or the schedule had ended"
            )
        : latenessP99Us > allowedUs ? $"arrivals were up to {Quantity.Time(latenessP99Us)} late (p99; {Quantity.Time(allowedUs)} allowed)"
        : null;
}
