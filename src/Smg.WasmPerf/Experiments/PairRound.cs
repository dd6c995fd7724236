namespace Smg.WasmPerf.Experiments;

/// <summary>A fixed number of pairs after some that are forgotten.</summary>
/// <param name="WarmUpPairs">Pairs that are run before the others and forgotten.</param>
/// <param name="Pairs">Pairs that count.</param>
/// <param name="Seed">The seed of their orders.</param>
internal readonly record struct PairRound(int WarmUpPairs, int Pairs, int Seed)
{
    /// <summary>Runs the round.</summary>
    /// <param name="workload">The arms.</param>
    /// <param name="cancellationToken">Ends it between two blocks.</param>
    /// <returns>The round's estimate; its median ratio is one sample of an experiment of rounds.</returns>
    public Estimate Run(IPairedWorkload workload, CancellationToken cancellationToken)
    {
        PairRecord record = new();
        Experiment experiment = new();
        IEnumerable<bool> orders = Schedules.Pairs(new Random(Seed));
        experiment.Run(
            orders.Take(WarmUpPairs),
            aFirst => Pair.Run(workload, aFirst, cancellationToken),
            cancellationToken: cancellationToken
        );
        StopReason reason = experiment.Run(
            orders.Take(Pairs),
            aFirst => record.Add(Pair.Run(workload, aFirst, cancellationToken)),
            cancellationToken: cancellationToken
        );
        return record.Estimate(reason);
    }
}
