namespace Smg.WasmPerf.Experiments;

/// <summary>Compares two sides in interleaved pairs, so that whatever slows the machine down for a while slows both.</summary>
/// <remarks>
/// An <see cref="Experiment"/> whose trial is a pair: one block of either side, in a new random order, for one ratio A/B. The interval is
/// looked at only after <see cref="PairedComparisonOptions.MinPairs"/> and then each time the pairs have grown by an eighth; a ratio that
/// is far from the threshold is looked at from <see cref="PairedComparisonOptions.FewPairs"/> on.
/// </remarks>
/// <param name="options">When to stop.</param>
/// <param name="time">The clock of the time budget; the system's when null.</param>
public sealed class PairedComparison(PairedComparisonOptions options, TimeProvider? time = null)
{
    /// <summary>
    /// Runs pairs until the ratio is decided, the time is used up or the largest number of pairs is reached.
    /// </summary>
    /// <param name="workload">The two sides.</param>
    /// <param name="progress">Called after each pair, between the timed blocks, with the interval so far.</param>
    /// <param name="cancellationToken">Ends the comparison between two blocks.</param>
    /// <exception cref="InvalidOperationException">A block returned a time that is not positive and finite.</exception>
    public Estimate Run(IPairedWorkload workload, Action<MedianInterval>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinPairs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPairs, options.MinPairs);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FarFactor, 1);

        Experiment experiment = new(time);
        IEnumerable<bool> orders = Schedules.Pairs(new Random(options.Seed));
        WarmUpRule warmUp = new(options);
        if (warmUp.IsNeeded)
        {
            experiment.Run(orders, aFirst => Pair.Run(workload, aFirst, cancellationToken), warmUp, cancellationToken);
        }

        PairRecord record = new();
        StopReason reason = experiment.Run(orders, RunPair, new ThresholdRule(options, record), cancellationToken);
        return record.Estimate(reason);

        void RunPair(bool aFirst)
        {
            Pair pair = Pair.Run(workload, aFirst, cancellationToken);
            record.Add(pair);
            progress?.Invoke(record.Interval);
        }
    }
}
