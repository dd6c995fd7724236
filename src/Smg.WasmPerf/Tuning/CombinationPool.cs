namespace Smg.WasmPerf.Tuning;

/// <summary>Combinations of values that helped alone.</summary>
internal static class CombinationPool
{
    private const int DrawsPerCombination = 50;
    private const double ShareLeftOut = 0.35;
    private const double ShareOfBest = 0.5;

    /// <summary>The combinations: the best of the first name, of the first two and so on, then random ones.</summary>
    /// <param name="promising">The values of each name, the best first; the best name first.</param>
    /// <param name="count">How many there may be.</param>
    /// <param name="isAllowed">Whether one can be used.</param>
    /// <param name="random">Draws the random ones.</param>
    public static IReadOnlyList<Candidate> Make(
        IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> promising,
        int count,
        Func<Candidate, bool> isAllowed,
        Random random
    )
    {
        List<Candidate> pool = [];
        HashSet<Candidate> known = [Candidate.Default];
        void Add(Candidate candidate)
        {
            if (pool.Count < count && known.Add(candidate) && isAllowed(candidate))
            {
                pool.Add(candidate);
            }
        }

        // Where values add up, the winner is among these.
        Candidate together = Candidate.Default;
        foreach (IReadOnlyList<KeyValuePair<string, string>> values in promising)
        {
            Candidate longer = together.With(values[0].Key, values[0].Value);
            together = isAllowed(longer) ? longer : together;
            Add(together);
        }

        for (int draw = 0; draw < count * DrawsPerCombination && pool.Count < count; draw++)
        {
            Add(
                promising.Aggregate(
                    Candidate.Default,
                    (candidate, values) =>
                    {
                        bool leftOut = random.NextDouble() < ShareLeftOut;
                        (string name, string value) = values[random.NextDouble() < ShareOfBest ? 0 : random.Next(values.Count)];
                        return leftOut ? candidate : candidate.With(name, value);
                    }
                )
            );
        }

        return pool;
    }
}
