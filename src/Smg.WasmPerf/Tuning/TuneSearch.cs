using System.Numerics;
using Names = System.Collections.Generic.IReadOnlyList<System.Collections.Generic.IReadOnlyList<System.Collections.Generic.KeyValuePair<
    string,
    string
>>>;

namespace Smg.WasmPerf.Tuning;

/// <summary>
/// Looks for the candidate with the greatest gain over the default: (1) one thing changed at a time, (2) successive halving over
/// combinations of what helped, (3) the winner's neighbours: without what does nothing, with what was missed. What it does next depends on
/// the seed and on what was measured, and on nothing else.
/// </summary>
/// <param name="options">What it tries.</param>
/// <param name="measurer">Measures.</param>
/// <param name="progress">Receives a report before and after each measurement; null for none.</param>
public sealed class TuneSearch(TuneSearchOptions options, ICandidateMeasurer measurer, IProgress<TuneProgress>? progress = null)
{
    private const int ValuesOfOneName = 2;
    private const int MostNames = 8;
    private const double FarAbove = 2;

    private readonly TuneBudget _budget = new(options.Time);
    private readonly CandidateScores _scores = new();
    private TimeSpan _spent;

    /// <summary>Searches.</summary>
    /// <param name="cancellationToken">Ends the search between two rounds of a measurement.</param>
    /// <returns>The winner; the default when nothing was better.</returns>
    /// <exception cref="CandidateException">The default itself cannot be measured.</exception>
    public Candidate Run(CancellationToken cancellationToken = default)
    {
        Sweep(cancellationToken);
        Names promising = Promising();
        return Refine(Halve(promising, cancellationToken), promising, cancellationToken);
    }

    private void Sweep(CancellationToken cancellationToken)
    {
        Candidate[] candidates =
        [
            .. options
                .Dimensions.SelectMany(dimension => dimension.Values.Select(value => Candidate.Default.With(dimension.Name, value)))
                .Where(options.IsAllowed),
        ];
        TimeSpan each = _budget.Sweep(candidates.Length + 1);
        TuneMeasurement control = Measure(TuningStage.Control, 1, 1, Candidate.Default, each, cancellationToken);
        if (control.Failure is { } failure)
        {
            throw new CandidateException($"The default cannot be measured: {failure}");
        }

        for (int i = 0; i < candidates.Length; i++)
        {
            Measure(TuningStage.Sweep, i + 1, candidates.Length, candidates[i], each, cancellationToken);
        }
    }

    /// <summary>Of each name the best values that may have helped, the best name first.</summary>
    private Names Promising() =>
        [
            .. options
                .Dimensions.Select(dimension =>
                    dimension
                        .Values.Select(value => KeyValuePair.Create(dimension.Name, value))
                        .Where(MayHelp)
                        .OrderByDescending(Gain)
                        .Take(ValuesOfOneName)
                        .ToArray()
                )
                .Where(values => values.Length > 0)
                .OrderByDescending(values => Gain(values[0]))
                .Take(MostNames),
        ];

    /// <summary>
    /// Whether a value's interval reaches beyond the smallest effect of interest, and clearly farther above 1 than below.
    /// </summary>
    private bool MayHelp(KeyValuePair<string, string> one) =>
        _scores.Interval(Single(one)) is { Low: > 0 } gain
        && gain.Median > 1
        && gain.High >= 1 + options.Effect
        && Math.Log(gain.High) >= FarAbove * -Math.Log(gain.Low);

    private double Gain(KeyValuePair<string, string> one) => _scores.Gain(Single(one));

    private static Candidate Single(KeyValuePair<string, string> one) => Candidate.Default.With(one.Key, one.Value);

    private Candidate Halve(Names promising, CancellationToken cancellationToken)
    {
        IReadOnlyList<Candidate> left = CombinationPool.Make(promising, _budget.Combinations, options.IsAllowed, new Random(options.Seed));
        int rounds = BitOperations.Log2((uint)_budget.Combinations);
        while (left.Count > 1)
        {
            TimeSpan each = _budget.Halving(left.Count, rounds);
            for (int i = 0; i < left.Count; i++)
            {
                Measure(TuningStage.Halving, i + 1, left.Count, left[i], each, cancellationToken);
            }

            left = [.. _scores.Ranked(left).Take((left.Count + 1) / 2)];
        }

        return left.Count == 1 && _scores.Gain(left[0]) > 1 ? left[0] : Candidate.Default;
    }

    /// <summary>
    /// Takes out of the winner what does nothing for it, and puts in what helped alone and was missed, one name at a time: the least
    /// helpful alone first.
    /// </summary>
    private Candidate Refine(Candidate winner, Names promising, CancellationToken cancellationToken)
    {
        if (winner.IsDefault || promising.Count < 2)
        {
            return winner;
        }

        // The winner itself is measured once more, beside its neighbours.
        int count = promising.Count + 1;
        TimeSpan each = _budget.Refine(count);
        Measure(TuningStage.Refine, 1, count, winner, each, cancellationToken);
        for (int i = 2; i <= count; i++)
        {
            (string name, string value) = promising[^(i - 1)][0];
            bool isIn = winner.Values.ContainsKey(name);
            Candidate other = isIn ? winner.Without(name) : winner.With(name, value);
            if (other.IsDefault || !options.IsAllowed(other))
            {
                continue;
            }

            Measure(TuningStage.Refine, i, count, other, each, cancellationToken);
            winner = (isIn ? IsAsGood(other, winner) : IsBetter(other, winner)) ? other : winner;
        }

        return winner;
    }

    /// <summary>Whether what a candidate lacks is not missed: it must show its worth to stay.</summary>
    private bool IsAsGood(Candidate shorter, Candidate winner) =>
        _scores.Interval(shorter) is { } gain
        && (gain.High >= _scores.Gain(winner) || gain.Median * (1 + options.Effect) >= _scores.Gain(winner));

    /// <summary>Whether what a candidate has more is worth it, by its whole interval.</summary>
    private bool IsBetter(Candidate longer, Candidate winner) => _scores.Interval(longer) is { } gain && gain.Low > _scores.Gain(winner);

    private TuneMeasurement Measure(
        TuningStage stage,
        int index,
        int count,
        Candidate candidate,
        TimeSpan time,
        CancellationToken cancellationToken
    )
    {
        progress?.Report(new(stage, index, count, candidate, null, _scores.Best, _scores.Gain(_scores.Best), _budget.Whole - _spent));
        TuneMeasurement measured = measurer.Measure(stage, candidate, time, cancellationToken);
        _spent += time;
        _scores.Add(measured);
        progress?.Report(new(stage, index, count, candidate, measured, _scores.Best, _scores.Gain(_scores.Best), _budget.Whole - _spent));
        return measured;
    }
}
