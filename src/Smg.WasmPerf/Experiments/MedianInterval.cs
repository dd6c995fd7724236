namespace Smg.WasmPerf.Experiments;

/// <summary>A median with a confidence interval that assumes nothing of the samples' distribution.</summary>
/// <remarks>
/// The ends are order statistics: of <c>n</c> samples, the <c>k</c>-th smallest and the <c>k</c>-th largest enclose
/// the true median with the probability that a fair coin, tossed <c>n</c> times, shows between <c>k</c> and
/// <c>n - k</c> heads.
/// </remarks>
/// <param name="Median">The sample median, in the samples' unit.</param>
/// <param name="Low">The interval's lower end, in the samples' unit.</param>
/// <param name="High">The interval's upper end, in the samples' unit.</param>
/// <param name="Confidence">The confidence that the interval reaches, from 0 to 1: less than asked for when there are too few
/// samples.</param>
/// <param name="Samples">How many samples there are.</param>
public sealed record MedianInterval(double Median, double Low, double High, double Confidence, int Samples)
{
    /// <summary>The confidence that gates ask for.</summary>
    public const double DefaultConfidence = 0.95;

    /// <summary>
    /// The fewest samples whose smallest and largest enclose the median with <see cref="DefaultConfidence"/>: 2^-5 is below 5 %.
    /// </summary>
    public const int LeastSamples = 6;

    /// <summary>The interval of no samples: not a number.</summary>
    public static MedianInterval None { get; } = new(double.NaN, double.NaN, double.NaN, Confidence: 0, Samples: 0);

    /// <summary>Half the interval's width over the median: 0.05 reads "plus or minus 5 %".</summary>
    public double RelativeHalfWidth => (High - Low) / 2 / Math.Abs(Median);

    /// <summary>The interval of some samples. With too few of them it runs from the smallest to the largest.</summary>
    /// <param name="samples">The samples, in any order; none of them NaN.</param>
    /// <param name="confidence">The confidence asked for, above 0 and below 1.</param>
    public static MedianInterval Of(IEnumerable<double> samples, double confidence = DefaultConfidence)
    {
        double[] sorted = [.. samples];
        if (sorted.Any(double.IsNaN))
        {
            throw new ArgumentException("A median has no place for NaN.", nameof(samples));
        }

        Array.Sort(sorted);
        return OfSorted(sorted, confidence);
    }

    /// <summary>The interval of samples that rise.</summary>
    /// <param name="sorted">The samples, smallest first.</param>
    /// <param name="confidence">The confidence asked for, above 0 and below 1.</param>
    internal static MedianInterval OfSorted(IReadOnlyList<double> sorted, double confidence = DefaultConfidence)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Count, nameof(sorted));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);

        int n = sorted.Count;
        (int rank, double reached) = Rank(n, confidence);
        return new MedianInterval(MedianOfSorted(sorted), sorted[rank - 1], sorted[n - rank], reached, n);
    }

    /// <summary>The middle of samples that rise.</summary>
    /// <param name="sorted">The samples, smallest first.</param>
    internal static double MedianOfSorted(IReadOnlyList<double> sorted)
    {
        int n = sorted.Count;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[(n / 2) - 1] + sorted[n / 2]) / 2;
    }

    /// <summary>The largest rank, counted from 1 at either end, whose interval reaches the confidence; rank 1 if none does.</summary>
    private static (int Rank, double Confidence) Rank(int n, double confidence)
    {
        // The tail is P(heads < rank). Logarithms keep 2^-n from vanishing.
        double logTerm = -n * Math.Log(2);
        double tail = Math.Exp(logTerm);
        int rank = 1;
        while (rank < (n + 1) / 2)
        {
            logTerm += Math.Log((double)(n - rank + 1) / rank);
            double next = tail + Math.Exp(logTerm);
            if (1 - (2 * next) < confidence)
            {
                break;
            }

            tail = next;
            rank++;
        }

        return (rank, Math.Max(0, 1 - (2 * tail)));
    }
}
