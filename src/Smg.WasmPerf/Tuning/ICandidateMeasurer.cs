using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>Measures candidates for a search.</summary>
public interface ICandidateMeasurer
{
    /// <summary>Measures a candidate beside the default.</summary>
    /// <param name="stage">The stage that asks.</param>
    /// <param name="candidate">The candidate; one that fails is a measurement with a failure.</param>
    /// <param name="time">The time to spend.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    TuneMeasurement Measure(TuningStage stage, Candidate candidate, TimeSpan time, CancellationToken cancellationToken);

    /// <summary>Compares two candidates with an A/A control until the verdict is decided or the time is used up.</summary>
    /// <param name="name">What the comparison is called.</param>
    /// <param name="a">The A side.</param>
    /// <param name="b">The B side.</param>
    /// <param name="time">The most time to spend.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    ComparisonResult Compare(string name, Candidate a, Candidate b, TimeSpan time, CancellationToken cancellationToken);
}
