using System.Diagnostics;

namespace Smg.Wasm.Telemetry;

/// <summary>Times of one phase over all calls of a period: a histogram whose buckets are at most 1/32 of their times wide.</summary>
public sealed class PhaseDistribution
{
    private static readonly double TicksPerMicrosecond = Stopwatch.Frequency / 1e6;

    private readonly long[] _counts;
    private readonly long _totalTicks;

    internal PhaseDistribution(CallPhase phase, long[] counts, long totalTicks)
    {
        Phase = phase;
        _counts = counts;
        _totalTicks = totalTicks;
        Count = counts.Sum();
    }

    /// <summary>The phase.</summary>
    public CallPhase Phase { get; }

    /// <summary>How often the phase ended.</summary>
    public long Count { get; }

    /// <summary>The total time, in microseconds.</summary>
    public double TotalUs => _totalTicks / TicksPerMicrosecond;

    /// <summary>The mean, in microseconds; 0 when there was none.</summary>
    public double MeanUs => Count == 0 ? 0 : TotalUs / Count;

    /// <summary>The longest, in microseconds, to the histogram's precision; 0 when there was none.</summary>
    public double MaxUs => PercentileUs(100);

    /// <summary>The buckets that are not empty, from short to long.</summary>
    public IEnumerable<PhaseBucket> Buckets => Enumerable.Range(0, _counts.Length).Where(i => _counts[i] > 0).Select(BucketAt);

    /// <summary>The time at a percentile, in microseconds, to the histogram's precision; 0 when there was none.</summary>
    /// <param name="percentile">From 0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside its range.</exception>
    public double PercentileUs(double percentile)
    {
        if (percentile is not (>= 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "A percentile is from 0 to 100.");
        }

        long rank = Math.Max(1, (long)Math.Ceiling(Count * percentile / 100));
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return BucketAt(i).ToUs;
            }
        }

        return 0;
    }

    /// <summary>What was added after an earlier snapshot of the same runtime.</summary>
    internal PhaseDistribution Since(PhaseDistribution earlier) =>
        new(Phase, [.. _counts.Zip(earlier._counts, (now, then) => now - then)], _totalTicks - earlier._totalTicks);

    private PhaseBucket BucketAt(int index) =>
        new(LogLinearBuckets.From(index) / TicksPerMicrosecond, LogLinearBuckets.To(index) / TicksPerMicrosecond, _counts[index]);
}
