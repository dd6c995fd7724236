namespace Smg.WasmPerf.Experiments;

/// <summary>Compares two sides in interleaved pairs, so that whatever slows the machine down for a while slows both.</summary>
/// <remarks>
/// Each pair runs one block of either side, in a new random order, and gives one ratio A/B. The interval is looked at
/// only after <see cref="PairedComparisonOptions.MinPairs"/> and then each time the pairs have grown by an eighth:
/// looking after every pair and stopping at the first good sight would make the interval promise too much. A ratio that is far from the
/// threshold is looked at from <see cref="PairedComparisonOptions.FewPairs"/> on. Pairs of which the workload says that they do not count
/// are run and forgotten.
/// </remarks>
/// <param name="options">When to stop.</param>
/// <param name="time">The clock of the time budget; the system's when null.</param>
public sealed class PairedComparison(PairedComparisonOptions options, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// Runs pairs until the ratio is decided, the time is used up or the largest number of pairs is reached. Where no pair counted, the
    /// estimate is not a number.
    /// </summary>
    /// <param name="workload">The two sides.</param>
    /// <param name="progress">Called after each pair that counts, between the timed blocks, with the interval so far.</param>
    /// <param name="cancellationToken">Ends the comparison between two blocks.</param>
    /// <exception cref="InvalidOperationException">A block returned a time that is not positive and finite.</exception>
    public Estimate Run(IPairedWorkload workload, Action<MedianInterval>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinPairs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPairs, options.MinPairs);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FarFactor, 1);

        Random order = new(options.Seed);
        long began = _time.GetTimestamp();
        WarmUp(workload, order, began, cancellationToken);

        PairRecord record = new();
        int nextLook = Math.Min(options.MinPairs, IsEarlyAllowed ? options.FewPairs : int.MaxValue);
        while (true)
        {
            (double a, double b) = RunPair(workload, order, cancellationToken);
            bool counts = workload.LastPairCounts;
            if (counts)
            {
                record.Add(a, b);
            }

            MedianInterval interval = record.Interval();
            if (counts)
            {
                progress?.Invoke(interval);
            }

            if (
                counts
                && interval.Samples >= nextLook
                && (options.MinTime == TimeSpan.Zero || _time.GetElapsedTime(began) >= options.MinTime)
            )
            {
                if (IsDecided(interval))
                {
                    return record.Estimate(interval, StopReason.Decided);
                }

                int grown = interval.Samples + Math.Max(1, interval.Samples / 8);
                nextLook = interval.Samples < options.MinPairs ? Math.Min(grown, options.MinPairs) : grown;
            }

            if (interval.Samples >= options.MaxPairs)
            {
                return record.Estimate(interval, StopReason.MaxPairs);
            }

            if (IsTimeUp(_time.GetElapsedTime(began), interval.Samples))
            {
                return record.Estimate(interval, StopReason.TimeBudget);
            }
        }
    }

    private bool IsEarlyAllowed => double.IsFinite(options.FarFactor);

    private void WarmUp(IPairedWorkload workload, Random order, long began, CancellationToken cancellationToken)
    {
        for (int i = 0; i < options.WarmUpPairs || options.WarmUpTime > TimeSpan.Zero; i++)
        {
            TimeSpan elapsed = _time.GetElapsedTime(began);
            if (elapsed >= options.TimeBudget || (i >= options.WarmUpPairs && elapsed >= options.WarmUpTime))
            {
                return;
            }

            RunPair(workload, order, cancellationToken);
        }
    }

    private static (double A, double B) RunPair(IPairedWorkload workload, Random order, CancellationToken cancellationToken)
    {
        bool aFirst = order.Next(2) == 0;
        double first = RunBlock(workload, aFirst, cancellationToken);
        double second = RunBlock(workload, !aFirst, cancellationToken);
        return aFirst ? (first, second) : (second, first);
    }

    private static double RunBlock(IPairedWorkload workload, bool sideA, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        double time = sideA ? workload.RunA() : workload.RunB();
        return double.IsFinite(time) && time > 0
            ? time
            : throw new InvalidOperationException($"A block of the {(sideA ? 'A' : 'B')} side took {time} µs an operation.");
    }

    private bool IsTimeUp(TimeSpan elapsed, int pairs) =>
        elapsed >= options.TimeBudget && (pairs >= options.FewPairs || elapsed >= options.TimeBudget + options.Grace);

    private bool IsDecided(MedianInterval interval)
    {
        if (interval.Confidence < MedianInterval.DefaultConfidence)
        {
            return false;
        }

        bool isFar =
            IsEarlyAllowed
            && interval.Samples >= options.FewPairs
            && (interval.Low > options.Threshold * options.FarFactor || interval.High < options.Threshold / options.FarFactor);
        return isFar
            || (
                interval.Samples >= options.MinPairs
                && interval.RelativeHalfWidth <= options.TargetRelativeHalfWidth
                && (interval.Low > options.Threshold || interval.High < options.Threshold)
            );
    }
}
