using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Tuning;

/// <summary>
/// What was last measured of every candidate. Candidates are ranked by that alone: what is ranked together was measured one after another,
/// and a machine's mood of ten minutes ago is not held against what was measured now.
/// </summary>
internal sealed class CandidateScores
{
    private readonly Dictionary<Candidate, MedianInterval?> _gains = [];

    /// <summary>The best candidate by its median gain; the default while none is better.</summary>
    public Candidate Best => _gains.Keys.Where(one => !one.IsDefault).Prepend(Candidate.Default).MaxBy(Gain)!;

    /// <summary>Adds a measurement.</summary>
    public void Add(TuneMeasurement measurement) =>
        _gains[measurement.Candidate] =
            measurement.Failure is null && measurement.Gains.Count > 0 ? MedianInterval.Of(measurement.Gains) : null;

    /// <summary>The median of the candidate's gains: 1 for the default, 0 for one that failed or was never measured.</summary>
    public double Gain(Candidate candidate) => candidate.IsDefault ? 1 : Interval(candidate)?.Median ?? 0;

    /// <summary>The interval of the candidate's gains; null for one that failed or was never measured.</summary>
    public MedianInterval? Interval(Candidate candidate) => _gains.GetValueOrDefault(candidate);

    /// <summary>Candidates from the best to the worst; of equals, the one that came first.</summary>
    public IReadOnlyList<Candidate> Ranked(IEnumerable<Candidate> candidates) => [.. candidates.OrderByDescending(Gain)];
}
