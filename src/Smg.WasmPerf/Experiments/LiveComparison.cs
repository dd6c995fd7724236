namespace Smg.WasmPerf.Experiments;

/// <summary>Compares two sides in rounds of interleaved blocks, with A against a second A in the same rounds as control.</summary>
/// <remarks>
/// Each round recreates its sides, because where they come to lie in memory stays for their life: pairs of one round share that luck, so a
/// round's median ratio is one sample. The intervals are looked at after <see cref="LiveComparisonOptions.MinRounds"/> and then each time
/// the rounds have grown by an eighth, as in <see cref="PairedComparison"/>.
/// </remarks>
/// <param name="options">When to stop.</param>
/// <param name="time">The clock of the time budget; the system's when null.</param>
public sealed class LiveComparison(LiveComparisonOptions options, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Runs rounds until the verdict stands or the time is used up.</summary>
    /// <param name="prepare">Makes the sides of a round.</param>
    /// <param name="progress">Called after each round.</param>
    /// <param name="cancellationToken">Ends the comparison between two blocks.</param>
    public Estimate Run(Func<ComparisonArms> prepare, Action<Estimate>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        return Run(1, () => new LiveRound([prepare()]), estimates => progress?.Invoke(estimates[0]), cancellationToken)[0];
    }

    /// <summary>
    /// Runs rounds of several cases until every verdict stands or the time is used up. A case whose verdict stands leaves its time to the
    /// others.
    /// </summary>
    /// <param name="cases">How many cases there are; at least one.</param>
    /// <param name="prepare">Makes the sides of a round.</param>
    /// <param name="progress">Called after each round with the estimates of all cases.</param>
    /// <param name="cancellationToken">Ends the comparison between two blocks.</param>
    public IReadOnlyList<Estimate> Run(
        int cases,
        Func<LiveRound> prepare,
        Action<IReadOnlyList<Estimate>>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(prepare);
        ArgumentOutOfRangeException.ThrowIfLessThan(cases, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Effect);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinRounds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PairsPerRound, 1);
        LiveRecord[] records = [.. Enumerable.Range(0, cases).Select(_ => new LiveRecord(options))];
        Random order = new(options.Seed);
        long began = _time.GetTimestamp();
        int nextLook = options.MinRounds;
        for (int rounds = 1; ; rounds++)
        {
            RunRound(records, prepare, order, cancellationToken);
            TimeSpan elapsed = _time.GetElapsedTime(began);
            foreach (LiveRecord record in records.Where(record => !record.IsDecided))
            {
                record.Update(elapsed);
            }

            Estimate[] estimates = [.. records.Select(record => record.Estimate!)];
            progress?.Invoke(estimates);
            if (elapsed >= options.TimeBudget)
            {
                return estimates;
            }

            if (rounds >= nextLook)
            {
                Array.ForEach(records, record => record.Look());
                nextLook = rounds + Math.Max(1, rounds / 8);
                if (records.All(record => record.IsDecided))
                {
                    return [.. records.Select(record => record.Estimate!)];
                }
            }
        }
    }

    private static void RunRound(LiveRecord[] records, Func<LiveRound> prepare, Random order, CancellationToken cancellationToken)
    {
        using LiveRound round = prepare();
        int[] cases = [.. Enumerable.Range(0, records.Length).Where(i => !records[i].IsDecided)];
        order.Shuffle(cases);
        foreach (int i in cases)
        {
            records[i].RunRound(round.Cases[i], order, cancellationToken);
        }
    }
}
