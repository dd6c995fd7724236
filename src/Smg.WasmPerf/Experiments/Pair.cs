namespace Smg.WasmPerf.Experiments;

/// <summary>One block of either arm, one after the other.</summary>
/// <param name="A">The A side's time of one operation, in microseconds.</param>
/// <param name="B">The B side's time of one operation, in microseconds.</param>
internal readonly record struct Pair(double A, double B)
{
    /// <summary>Runs a pair.</summary>
    /// <param name="workload">The arms.</param>
    /// <param name="aFirst">Whether the A side goes first.</param>
    /// <param name="cancellationToken">Ends it between two blocks.</param>
    /// <exception cref="InvalidOperationException">A block returned a time that is not positive and finite.</exception>
    public static Pair Run(IPairedWorkload workload, bool aFirst, CancellationToken cancellationToken)
    {
        double first = RunBlock(workload, aFirst, cancellationToken);
        double second = RunBlock(workload, !aFirst, cancellationToken);
        return aFirst ? new Pair(first, second) : new Pair(second, first);
    }

    /// <summary>Runs a fixed number of pairs after some that are forgotten.</summary>
    /// <param name="workload">The arms.</param>
    /// <param name="round">How many pairs, and in what orders.</param>
    /// <param name="cancellationToken">Ends them between two blocks.</param>
    public static Estimate RunRound(IPairedWorkload workload, PairRound round, CancellationToken cancellationToken)
    {
        PairRecord record = new();
        Experiment experiment = new();
        IEnumerable<(bool AFirst, int Number)> pairs = Schedules.Pairs(new Random(round.Seed)).Select((aFirst, number) => (aFirst, number));
        StopReason reason = experiment.Run(
            pairs.Take(round.WarmUpPairs + round.Pairs),
            pair =>
            {
                Pair times = Run(workload, pair.AFirst, cancellationToken);
                if (pair.Number >= round.WarmUpPairs)
                {
                    record.Add(times);
                }
            },
            cancellationToken: cancellationToken
        );
        return record.Estimate(reason);
    }

    private static double RunBlock(IPairedWorkload workload, bool sideA, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        double time = sideA ? workload.RunA() : workload.RunB();
        return double.IsFinite(time) && time > 0
            ? time
            : throw new InvalidOperationException($"A block of the {(sideA ? 'A' : 'B')} side took {time} µs an operation.");
    }
}

/// <summary>A round of pairs.</summary>
/// <param name="WarmUpPairs">Pairs that are run before the others and forgotten.</param>
/// <param name="Pairs">Pairs that count.</param>
/// <param name="Seed">The seed of their orders.</param>
internal readonly record struct PairRound(int WarmUpPairs, int Pairs, int Seed);
