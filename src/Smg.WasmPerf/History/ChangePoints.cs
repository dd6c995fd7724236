using Perfolizer.Mathematics.Cpd;
using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.History;

/// <summary>
/// Finds where the level of a series of runs changed. ED-PELT, which assumes no distribution, proposes; of pure noise it proposes something
/// in every third series. A proposal counts when the medians on its two sides differ by <see cref="SmallestEffect"/> and the levels differ
/// significantly (<see cref="LevelTest"/>), after Bonferroni's correction for all places in all figures of a report: a report of pure noise
/// then has a change with a probability of at most <see cref="FalseAlarmsPerReport"/>, however many figures it has.
/// </summary>
public static class ChangePoints
{
    /// <summary>The runs that a level must last, so that an outlier is not taken for one.</summary>
    public const int ShortestLevel = 5;

    /// <summary>What a change must at least be, relative to the level before it.</summary>
    public const double SmallestEffect = 0.03;

    /// <summary>How many figures a report of pure noise may flag, on average.</summary>
    public const double FalseAlarmsPerReport = 0.001;

    /// <summary>Where new levels begin: indices of the series, rising.</summary>
    /// <param name="values">The series, in order of time. Below twice <see cref="ShortestLevel"/> there is nothing to find.</param>
    /// <param name="figures">How many series the report has: the more there are, the more evidence each needs.</param>
    public static IReadOnlyList<int> Find(IReadOnlyList<double> values, int figures = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(figures, 1);
        double[] all = [.. values];
        if (all.Length < 2 * ShortestLevel)
        {
            return [];
        }

        int places = all.Length - (2 * ShortestLevel) + 1;
        double significant = FalseAlarmsPerReport / figures / places;
        List<int> starts = [.. EdPeltChangePointDetector.Instance.GetChangePointIndexes(all, ShortestLevel).Select(last => last + 1)];

        // The least likely change goes first: without it, its neighbours have longer levels beside them.
        while (starts.Count > 0)
        {
            double[] probabilities =
            [
                .. starts.Select((start, i) => Probability(all[Before(starts, i)..start], all[start..After(starts, i, all.Length)])),
            ];
            int least = Array.IndexOf(probabilities, probabilities.Max());
            if (probabilities[least] <= significant)
            {
                break;
            }

            starts.RemoveAt(least);
        }

        for (int i = 0; i < starts.Count; i++)
        {
            starts[i] = BestPlace(all, Before(starts, i), starts[i], After(starts, i, all.Length));
        }

        return starts;
    }

    /// <summary>The median of a level.</summary>
    /// <param name="values">Its values, at least one.</param>
    public static double Median(IEnumerable<double> values) => MedianInterval.MedianOfSorted([.. values.Order()]);

    private static int Before(List<int> starts, int i) => i == 0 ? 0 : starts[i - 1];

    private static int After(List<int> starts, int i, int end) => i + 1 == starts.Count ? end : starts[i + 1];

    /// <summary>The probability that two neighbouring levels are one; 1 where their medians are near each other.</summary>
    private static double Probability(double[] before, double[] after)
    {
        (double from, double to) = (Median(before), Median(after));
        return Math.Abs(to - from) < SmallestEffect * Math.Abs(from) ? 1 : LevelTest.Probability(before, after);
    }

    /// <summary>
    /// The place between two neighbours that leaves the smallest distances to the medians on its two sides: what is proposed is often a run
    /// beside it.
    /// </summary>
    private static int BestPlace(double[] all, int from, int proposed, int to)
    {
        int best = proposed;
        double least = Distances(all[from..proposed]) + Distances(all[proposed..to]);
        for (int place = from + ShortestLevel; place <= to - ShortestLevel; place++)
        {
            double distances = Distances(all[from..place]) + Distances(all[place..to]);
            if (distances < least)
            {
                (best, least) = (place, distances);
            }
        }

        return best;
    }

    private static double Distances(double[] level)
    {
        double median = Median(level);
        return level.Sum(value => Math.Abs(value - median));
    }
}
