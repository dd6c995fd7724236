using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>
/// Gives back what was measured before an interruption, in its order, then measures on and keeps each measurement at once.
/// </summary>
/// <param name="state">The search as far as it has come.</param>
/// <param name="inner">Measures what is not known yet.</param>
/// <param name="save">Keeps the state.</param>
public sealed class RecordedMeasurer(TuneState state, ICandidateMeasurer inner, Action<TuneState> save) : ICandidateMeasurer
{
    private int _nextMeasurement;
    private int _nextComparison;

    /// <summary>The state with everything measured so far.</summary>
    public TuneState State { get; private set; } = state;

    /// <inheritdoc/>
    /// <exception cref="ResultsFileException">The state is of another search.</exception>
    public TuneMeasurement Measure(TuningStage stage, Candidate candidate, TimeSpan time, CancellationToken cancellationToken)
    {
        if (_nextMeasurement < State.Measurements.Count)
        {
            TuneMeasurement known = State.Measurements[_nextMeasurement++];
            return known.Stage == stage && known.Candidate.Equals(candidate)
                ? known
                : throw Mismatch($"{stage} of {candidate}", $"{known.Stage} of {known.Candidate}");
        }

        TuneMeasurement measured = inner.Measure(stage, candidate, time, cancellationToken);
        _nextMeasurement++;
        State = State with { Measurements = [.. State.Measurements, measured] };
        save(State);
        return measured;
    }

    /// <inheritdoc/>
    /// <exception cref="ResultsFileException">The state is of another search.</exception>
    public ComparisonResult Compare(string name, Candidate a, Candidate b, TimeSpan time, CancellationToken cancellationToken)
    {
        if (_nextComparison < State.Comparisons.Count)
        {
            ComparisonResult known = State.Comparisons[_nextComparison++];
            return Candidate.Of(known.AOptions).Equals(a) && Candidate.Of(known.BOptions).Equals(b)
                ? known
                : throw Mismatch($"{b} against {a}", $"{string.Join(", ", known.BOptions)} against {string.Join(", ", known.AOptions)}");
        }

        ComparisonResult compared = inner.Compare(name, a, b, time, cancellationToken);
        _nextComparison++;
        State = State with { Comparisons = [.. State.Comparisons, compared] };
        save(State);
        return compared;
    }

    private static ResultsFileException Mismatch(string wanted, string found) =>
        new(
            $"{TuneStateFile.FileName}: belongs to another search: this build would measure {wanted} where the file has {found}. "
                + "Start again without --resume."
        );
}
