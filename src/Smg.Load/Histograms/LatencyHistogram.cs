using System.Diagnostics;
using System.Globalization;
using HdrHistogram;

namespace Smg.Load.Histograms;

/// <summary>
/// A histogram of latencies in Stopwatch ticks, to three significant digits, up to ten minutes. Not safe for several threads.
/// </summary>
public sealed class LatencyHistogram
{
    private const int PointsPerHalfDistance = 5;
    private const int SignificantDigits = 3;
    private static readonly long HighestTicks = 600 * Stopwatch.Frequency;
    private static readonly HistogramLayout Layout = new(SignificantDigits, HighestTicks);
    private static readonly double TicksPerMicrosecond = Stopwatch.Frequency / 1e6;
    private static readonly double TickNs = 1e9 / Stopwatch.Frequency;

    private readonly LongHistogram _histogram = new(1, HighestTicks, SignificantDigits);

    /// <summary>The number of recorded latencies.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>Records a latency. Less than 0 counts as 0, more than ten minutes as ten minutes.</summary>
    public void Record(long ticks) => _histogram.RecordValue(Math.Clamp(ticks, 0, HighestTicks));

    /// <summary>Records a number of latencies of one length, within the same limits.</summary>
    public void Record(long ticks, long count) => _histogram.RecordValueWithCount(Math.Clamp(ticks, 0, HighestTicks), count);

    /// <summary>Adds what another histogram recorded.</summary>
    public void Add(LatencyHistogram other) => _histogram.Add(other._histogram);

    /// <summary>Returns the latencies that were recorded after an earlier state of this histogram.</summary>
    public LatencyHistogram Since(LatencyHistogram earlier)
    {
        LatencyHistogram since = new();
        foreach (HdrHistogram.Iteration.HistogramIterationValue value in _histogram.RecordedValues())
        {
            long count = value.CountAtValueIteratedTo - earlier._histogram.GetCountAtValue(value.ValueIteratedTo);
            if (count > 0)
            {
                since._histogram.RecordValueWithCount(value.ValueIteratedTo, count);
            }
        }

        return since;
    }

    /// <summary>
    /// The latency at a percentile from 0 to 100 by nearest rank, in microseconds: the smallest that so many percent do not exceed; 0 when
    /// nothing was recorded.
    /// </summary>
    public double PercentileUs(double percentile)
    {
        if (Count == 0)
        {
            return 0;
        }

        // The library rounds to the nearest count; asked for a whole rank, it finds that rank.
        decimal rank = Math.Ceiling((decimal)percentile / 100 * Count);
        return _histogram.GetValueAtPercentile((double)(100 * rank / Count)) / TicksPerMicrosecond;
    }

    /// <summary>Returns how many latencies are longer than a number of ticks, to the histogram's precision.</summary>
    public long CountAbove(long ticks) =>
        Count == 0
            ? 0
            : _histogram.RecordedValues().Where(value => value.ValueIteratedTo > ticks).Sum(value => value.CountAddedInThisIterationStep);

    /// <summary>
    /// Returns all percentiles, including those that the number of latencies does not support; all zeros when the histogram is empty.
    /// </summary>
    public LatencySummary Summarise() =>
        Count == 0
            ? new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            : new LatencySummary(
                PercentileUs(0),
                _histogram.GetMean() / TicksPerMicrosecond,
                PercentileUs(50),
                PercentileUs(75),
                PercentileUs(90),
                PercentileUs(95),
                PercentileUs(99),
                PercentileUs(99.9),
                PercentileUs(100),
                _histogram.GetStdDeviation() / TicksPerMicrosecond
            );

    /// <summary>Returns the row of a table: percentiles that the number of latencies does not support are NaN.</summary>
    public LatencySummary Report() => Summarise().SupportedBy(Count);

    /// <summary>About five points for every halving of the distance to 100 %; empty when nothing was recorded.</summary>
    public IReadOnlyList<PercentilePoint> Spectrum() =>
        Count == 0
            ? []
            :
            [
                .. _histogram
                    .Percentiles(PointsPerHalfDistance)
                    .Select(point => new PercentilePoint(point.PercentileLevelIteratedTo, point.ValueIteratedTo / TicksPerMicrosecond)),
            ];

    /// <summary>The histogram as text, without loss.</summary>
    public EncodedHistogram Encode()
    {
        long[] counts = new long[Count == 0 ? 0 : Layout.IndexOf(_histogram.GetMaxValue()) + 1];
        foreach (HdrHistogram.Iteration.HistogramIterationValue value in _histogram.RecordedValues())
        {
            counts[Layout.IndexOf(value.ValueIteratedTo)] = value.CountAtValueIteratedTo;
        }

        byte[] bytes = HistogramCodec.Encode(Layout, counts);
        return new EncodedHistogram(TickNs, SignificantDigits, Count, Convert.ToBase64String(bytes));
    }

    /// <summary>The histogram that <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged, or of another machine's unit or another precision.</exception>
    public static LatencyHistogram Decode(EncodedHistogram encoded)
    {
        if (encoded.UnitNs != TickNs || encoded.SignificantDigits != SignificantDigits)
        {
            throw new FormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a histogram has units of {encoded.UnitNs} ns and {encoded.SignificantDigits} significant digits, but "
                        + $"{TickNs} ns and {SignificantDigits} digits are expected"
                )
            );
        }

        LatencyHistogram histogram = new();
        try
        {
            long[] counts = HistogramCodec.Decode(Layout, Convert.FromBase64String(encoded.Data));
            for (int i = 0; i < counts.Length; i++)
            {
                if (counts[i] > 0)
                {
                    histogram._histogram.RecordValueWithCount(Layout.ValueAt(i), counts[i]);
                }
            }
        }
        catch (FormatException exception)
        {
            throw new FormatException("a histogram is damaged", exception);
        }

        return histogram.Count == encoded.Count
            ? histogram
            : throw new FormatException("a histogram is incomplete: its counts do not add up");
    }
}
