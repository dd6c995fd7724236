using System.Numerics;

namespace Smg.Load.Histograms;

/// <summary>Which values an HdrHistogram of lowest value 1 counts at which index.</summary>
/// <param name="SignificantDigits">Significant decimal digits of every value, from 1 to 5.</param>
/// <param name="HighestValue">The highest value.</param>
internal sealed record HistogramLayout(int SignificantDigits, long HighestValue)
{
    /// <summary>Twice as many buckets as digits need: the lower half of all but the first range is covered by the range before.</summary>
    private readonly int _halfMagnitude =
        BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)(2 * Math.Pow(10, SignificantDigits)))) - 1;

    /// <summary>The index of a value's count.</summary>
    public int IndexOf(long value)
    {
        int range = RangeOf(value);
        return ((range + 1) << _halfMagnitude) + (int)(value >> range) - (1 << _halfMagnitude);
    }

    /// <summary>The lowest value that is counted at an index.</summary>
    public long ValueAt(int index)
    {
        int range = (index >> _halfMagnitude) - 1;
        long place = (index & ((1 << _halfMagnitude) - 1)) + (1L << _halfMagnitude);
        return range < 0 ? place - (1L << _halfMagnitude) : place << range;
    }

    private int RangeOf(long value) => 63 - _halfMagnitude - BitOperations.LeadingZeroCount((ulong)value | ((2UL << _halfMagnitude) - 1));
}
