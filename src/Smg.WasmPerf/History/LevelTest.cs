namespace Smg.WasmPerf.History;

/// <summary>
/// How unlikely it is that two levels of a series are one: two-sided probabilities under the null hypothesis that all runs come from one
/// distribution.
/// </summary>
internal static class LevelTest
{
    /// <summary>
    /// Above so many runs the rank sum's distribution is normal for every purpose here, and its exact one no longer fits a double.
    /// </summary>
    private const int LargestExact = 400;

    private const double DeviationsWorthCounting = 3;

    /// <summary>
    /// How near the rank test must come to complete separation before Student's test, which a few outliers can deceive, is asked.
    /// </summary>
    private const double NearlySeparate = 20;

    /// <summary>The probability. A small one is significant.</summary>
    /// <remarks>
    /// Mann and Whitney's test assumes no distribution, but its smallest probability is that of complete separation, 2 / C(m + n, m): with
    /// few runs that is not small enough for a report of many figures. Where the ranks are as good as separate, Student's test decides too,
    /// because only it sees how far the levels are apart.
    /// </remarks>
    /// <param name="before">The runs before, at least two.</param>
    /// <param name="after">The runs after, at least two.</param>
    public static double Probability(double[] before, double[] after)
    {
        double larger = before.Sum(one =>
            after.Sum(other =>
                one < other ? 1
                : one == other ? 0.5
                : 0
            )
        );
        double pairs = (double)before.Length * after.Length;
        double smaller = Math.Min(larger, pairs - larger);
        double rank = RankProbability(before.Length, after.Length, smaller);
        return rank <= NearlySeparate * RankProbability(before.Length, after.Length, 0)
            ? Math.Min(rank, StudentProbability(before, after))
            : rank;
    }

    /// <summary>Mann and Whitney's test: twice the probability of a statistic as small as this or smaller.</summary>
    internal static double RankProbability(int m, int n, double u)
    {
        double pairs = (double)m * n;
        double deviations = ((pairs / 2) - u) / Math.Sqrt(pairs * (m + n + 1) / 12);
        if (deviations < DeviationsWorthCounting)
        {
            return 1;
        }

        return m + n > LargestExact ? 2 * NormalTail(deviations) : 2 * ExactTail(m, n, (int)Math.Floor(u));
    }

    /// <summary>
    /// The share of orders whose statistic is at most <paramref name="u"/>: the coefficients of the Gaussian binomial, whose small ones are
    /// exact in a double.
    /// </summary>
    internal static double ExactTail(int m, int n, int u)
    {
        double[] counts = new double[u + 1];
        counts[0] = 1;
        double orders = 1;
        for (int i = 1; i <= m; i++)
        {
            orders *= (double)(n + i) / i;
            for (int k = u; k >= n + i; k--)
            {
                counts[k] -= counts[k - n - i];
            }

            for (int k = i; k <= u; k++)
            {
                counts[k] += counts[k - i];
            }
        }

        return counts.Sum() / orders;
    }

    private static double StudentProbability(double[] before, double[] after)
    {
        int freedom = before.Length + after.Length - 2;
        double spread = Math.Sqrt((SumOfSquares(before) + SumOfSquares(after)) / freedom * ((1.0 / before.Length) + (1.0 / after.Length)));
        double distance = Math.Abs(after.Average() - before.Average());
        return spread == 0 ? 0 : StudentTails(distance / spread, freedom);
    }

    /// <summary>
    /// The probability that Student's t is farther from 0 than <paramref name="t"/>, by the finite sums for whole degrees of freedom
    /// (Abramowitz and Stegun, 26.7.3 and 26.7.4).
    /// </summary>
    internal static double StudentTails(double t, int freedom)
    {
        double angle = Math.Atan(t / Math.Sqrt(freedom));
        (double sin, double cos) = Math.SinCos(angle);
        bool isOdd = freedom % 2 == 1;
        double term = isOdd ? cos : 1;
        double sum = freedom == 1 ? 0 : term;
        for (int power = isOdd ? 3 : 2; power <= freedom - 2; power += 2)
        {
            term *= cos * cos * (power - 1) / power;
            sum += term;
        }

        double within = isOdd ? 2 / Math.PI * (angle + (sin * sum)) : sin * sum;
        return Math.Max(0, 1 - within);
    }

    private static double SumOfSquares(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean));
    }

    /// <summary>Mills' ratio, an upper bound that is within 10 % beyond three standard deviations.</summary>
    private static double NormalTail(double deviations) => Math.Exp(-deviations * deviations / 2) / (deviations * Math.Sqrt(2 * Math.PI));
}
