using System.Diagnostics;
using System.Globalization;
using Smg.Load.Histograms;
using Smg.Load.Text;

namespace Smg.Load.Scenarios;

/// <summary>
/// A limit of a scenario. It is checked for the requests of every second, and ends the scenario when it is broken several times in a row.
/// It also applies to the whole measurement. Seconds in which no request ended are skipped.
/// </summary>
public sealed record Threshold
{
    private readonly long _maxTicks;
    private readonly double _maxShare;
    private readonly bool _ofFailures;

    private Threshold(string name, long maxTicks, double maxShare, bool ofFailures)
    {
        Name = name;
        _maxTicks = maxTicks;
        _maxShare = maxShare;
        _ofFailures = ofFailures;
    }

    /// <summary>The limit in words.</summary>
    public string Name { get; }

    /// <summary>Number of checks in a row that must find it broken to end the scenario. Defaults to 3.</summary>
    public int ChecksInARow { get; private init; } = 3;

    /// <summary>At most one successful request in a hundred has a longer response time.</summary>
    /// <param name="limit">The limit; more than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is zero or less.</exception>
    public static Threshold MaxP99(TimeSpan limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        return new Threshold(
            $"p99 at most {Quantity.Time(limit.TotalMicroseconds)}",
            (long)(limit.TotalSeconds * Stopwatch.Frequency),
            0.01,
            ofFailures: false
        );
    }

    /// <summary>At most this share of all requests fails.</summary>
    /// <param name="share">From 0 to less than 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside its range.</exception>
    public static Threshold MaxFailShare(double share)
    {
        if (share is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of failures must be from 0 to less than 1.");
        }

        return new Threshold($"at most {Quantity.Number(share * 100)} % failed", 0, share, ofFailures: true);
    }

    /// <summary>Sets the number of checks in a row that must find the limit broken to end the scenario.</summary>
    /// <param name="count">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public Threshold WithChecksInARow(int count) => this with { ChecksInARow = Check.Within(count, 1) };

    /// <summary>
    /// The longest 99th percentile of the response time that keeps the limit, in microseconds; null for a limit of failures.
    /// </summary>
    internal double? MaxP99Us => _ofFailures ? null : _maxTicks * 1e6 / Stopwatch.Frequency;

    /// <summary>How many requests were beyond the limit, and of how many.</summary>
    /// <param name="response">The response times of those that succeeded; null where none did.</param>
    /// <param name="ok">How many succeeded.</param>
    /// <param name="fail">How many failed.</param>
    internal (long Beyond, long All) Count(LatencyHistogram? response, long ok, long fail) =>
        _ofFailures ? (fail, ok + fail) : (response?.CountAbove(_maxTicks) ?? 0, ok);

    /// <summary>Judges a whole measurement.</summary>
    /// <param name="response">The response times of the requests that succeeded.</param>
    /// <param name="ok">How many succeeded.</param>
    /// <param name="fail">How many failed.</param>
    /// <returns>The limit and by how much it is broken, in one line; null when it is met.</returns>
    public string? Judge(LatencyHistogram? response, long ok, long fail)
    {
        (long, long) count = Count(response, ok, fail);
        return IsBroken(count) == true ? Describe(count, "in the whole measurement") : null;
    }

    /// <summary>Whether so many beyond the limit are too many; null when there was nothing to see.</summary>
    internal bool? IsBroken((long Beyond, long All) count) => count.All == 0 ? null : count.Beyond > _maxShare * count.All;

    /// <summary>What the row says of a broken limit.</summary>
    internal string Describe((long Beyond, long All) count, string when) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: {count.Beyond:N0} of {count.All:N0} {(_ofFailures ? "failed" : "took longer")} {when}"
        );
}
