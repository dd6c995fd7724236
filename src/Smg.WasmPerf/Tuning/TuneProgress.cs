namespace Smg.WasmPerf.Tuning;

/// <summary>How far a search is.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Index">The place of the candidate in its stage, from 1.</param>
/// <param name="Count">How many candidates the stage has.</param>
/// <param name="Candidate">The candidate that is measured.</param>
/// <param name="Measured">What was measured of it in this stage; null while it is measured.</param>
/// <param name="Best">The best candidate so far.</param>
/// <param name="BestGain">How many times as good as the default the best is.</param>
/// <param name="TimeLeft">The time that the rest will take at most.</param>
public sealed record TuneProgress(
    TuningStage Stage,
    int Index,
    int Count,
    Candidate Candidate,
    TuneMeasurement? Measured,
    Candidate Best,
    double BestGain,
    TimeSpan TimeLeft
);
