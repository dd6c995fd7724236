namespace Smg.WasmPerf.Experiments;

/// <summary>Compares two sides in rounds of interleaved blocks, with A against a second A in the same rounds as control.</summary>
/// <remarks>
/// An <see cref="Experiment"/> whose trial is a round. Each round recreates its sides, because where they come to lie in memory stays for
/// their life: pairs of one round share that luck, so a round's median ratio is one sample. The intervals are looked at after
/// <see cref="LiveComparisonOptions.MinRounds"/> and then each time the rounds have grown by an eighth, as in
/// <see cref="PairedComparison"/>.
/// </remarks>
/// <param name="options">When to stop.</param>
/// <param name="time">The clock of the time budget; the system's when null.</param>
public sealed class LiveComparison(LiveComparisonOptions options, TimeProvider? time = null)
{
    /// <summary>Runs rounds until the verdict is decided or the time is used up.</summary>
    /// <param name="prepare">Makes the sides of a round.</param>
    /// <param name="progress">Called after each round.</param>
    /// <param name="cancellationToken">Ends the comparison between two blocks.</param>
    public Estimate Run(Func<ComparisonArms> prepare, Action<Estimate>? progress = null, CancellationToken cancellationToken = default) =>
        Run(1, () => new LiveRound([prepare()]), estimates => progress?.Invoke(estimates[0]), cancellationToken)[0];

    /// <summary>
    /// Runs rounds of several cases until every verdict is decided or the time is used up. A decided case leaves its time to the others.
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
        ArgumentOutOfRangeException.ThrowIfLessThan(cases, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Effect);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinRounds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PairsPerRound, 1);
        LiveRecord[] records = [.. Enumerable.Range(0, cases).Select(_ => new LiveRecord(options))];
        Random order = new(options.Seed);
        Experiment experiment = new(time);
        experiment.Run(Undecided(records, order), RunRound, new EffectRule(options, records), cancellationToken);
        return Estimates();

        void RunRound(int[] turns)
        {
            using (LiveRound round = prepare())
            {
                foreach (int turn in turns)
                {
                    records[turn].RunRound(round.Cases[turn], order, cancellationToken);
                }
            }

            TimeSpan elapsed = experiment.Elapsed;
            Array.ForEach(turns, turn => records[turn].Update(elapsed));
            progress?.Invoke(Estimates());
        }

        Estimate[] Estimates() => [.. records.Select(record => record.Estimate!)];
    }

    /// <summary>The cases of each round, in a new random order: those without a verdict so far.</summary>
    private static IEnumerable<int[]> Undecided(LiveRecord[] records, Random order)
    {
        while (true)
        {
            int[] turns = [.. Enumerable.Range(0, records.Length).Where(i => !records[i].IsDecided)];
            order.Shuffle(turns);
            yield return turns;
        }
    }
}
