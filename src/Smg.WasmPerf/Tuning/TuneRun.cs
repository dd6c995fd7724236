using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>
/// A whole tuning: the search, the winner against the default, and what is recommended against the original's configuration.
/// </summary>
/// <param name="options">What is tried.</param>
/// <param name="measurer">Measures.</param>
/// <param name="progress">Receives a report before and after each measurement; null for none.</param>
public sealed class TuneRun(TuneSearchOptions options, ICandidateMeasurer measurer, IProgress<TuneProgress>? progress = null)
{
    private readonly TuneBudget _budget = new(options.Time);

    /// <summary>Searches, compares and recommends. What is not surely better than the default is not recommended.</summary>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="CandidateException">The default, or a finalist, cannot be measured.</exception>
    public TuneOutcome Run(CancellationToken cancellationToken = default)
    {
        Candidate winner = new TuneSearch(options, measurer, progress).Run(cancellationToken);
        ComparisonResult? againstDefault = null;
        if (!winner.IsDefault)
        {
            Tell(1, winner, _budget.AgainstDefault + _budget.AgainstOriginal);
            againstDefault = measurer.Compare(
                "winner against default",
                Candidate.Default,
                winner,
                _budget.AgainstDefault,
                cancellationToken
            );
        }

        Candidate recommended = againstDefault?.Verdict == ComparisonVerdict.Faster ? winner : Candidate.Default;
        ComparisonResult? againstOriginal = null;
        if (options.Original is { } original)
        {
            Tell(2, recommended, _budget.AgainstOriginal);
            againstOriginal = measurer.Compare(
                "recommended against the original's configuration",
                original,
                recommended,
                _budget.AgainstOriginal,
                cancellationToken
            );
        }

        return new TuneOutcome(winner, recommended, againstDefault, againstOriginal);
    }

    private void Tell(int index, Candidate candidate, TimeSpan left) =>
        progress?.Report(new(TuningStage.Final, index, options.Original is null ? 1 : 2, candidate, null, candidate, double.NaN, left));
}
