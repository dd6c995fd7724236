using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Tuning;

/// <summary>What is known of every candidate: all rounds of all stages together.</summary>
internal sealed class CandidateScores
{
    private readonly Dictionary<Candidate, List<double>> _gains = [];
    private readonly HashSet<Candidate> _failed = [];

    /// <summary>The best candidate by its median gain; the default while none is better.</summary>
    public Candidate Best { get; private set; } = Candidate.Default;

    /// <summary>Adds a measurement.</summary>
    public void Add(TuneMeasurement measurement)
    {
        Candidate candidate = measurement.Candidate;
        if (measurement.Failure is not null)
        {
            _failed.Add(candidate);
        }

        if (!_gains.TryGetValue(candidate, out List<double>? gains))
        {
            _gains.Add(candidate, gains = []);
        }

        gains.AddRange(measurement.Gains);
        Best = _gains.Keys.Where(one => !one.IsDefault).Append(Candidate.Default).MaxBy(Gain)!;
    }

    /// <summary>The median of the candidate's gains: 1 for the default, 0 for one that failed or was never measured.</summary>
    public double Gain(Candidate candidate) =>
        candidate.IsDefault ? 1
        : _failed.Contains(candidate) || !_gains.TryGetValue(candidate, out List<double>? gains) || gains.Count == 0 ? 0
        : MedianInterval.Of(gains).Median;

    /// <summary>The interval of the candidate's gains; null for one that failed or was never measured.</summary>
    public MedianInterval? Interval(Candidate candidate) => Gain(candidate) == 0 ? null : MedianInterval.Of(_gains[candidate]);

    /// <summary>Candidates from the best to the worst; of equals, the one that came first.</summary>
    public IReadOnlyList<Candidate> Ranked(IEnumerable<Candidate> candidates) => [.. candidates.OrderByDescending(Gain)];
}
