using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>Makes of a tuning what the results keep.</summary>
public static class TuneResults
{
    /// <summary>The results' part.</summary>
    /// <param name="state">The search with all its measurements.</param>
    /// <param name="outcome">How it ended.</param>
    public static TuneResult Of(TuneState state, TuneOutcome outcome) =>
        OfInterrupted(state) with
        {
            Winner = outcome.Winner.Settings,
            Recommended = outcome.Recommended.Settings,
            Reason = outcome.Reason,
        };

    /// <summary>The results' part of a search that has not ended: the default is recommended.</summary>
    /// <param name="state">The search with all its measurements so far.</param>
    public static TuneResult OfInterrupted(TuneState state) =>
        new()
        {
            Goal = state.Setup.Goal,
            Rate = state.Setup.Rate,
            Guest = state.Setup.Guest,
            Bodies = state.Setup.Bodies,
            Seed = state.Setup.Seed,
            Seconds = state.Setup.Seconds,
            Winner = [],
            Recommended = [],
            Reason = "The search was interrupted: nothing is recommended yet",
            Candidates = [.. state.Measurements.Select(Of)],
        };

    /// <summary>One measurement as the results keep it.</summary>
    /// <param name="measurement">The measurement.</param>
    public static TuneCandidateResult Of(TuneMeasurement measurement)
    {
        MedianInterval? gain = measurement.Gains.Count == 0 ? null : MedianInterval.Of(measurement.Gains);
        return new()
        {
            Stage = measurement.Stage.ToString(),
            Options = measurement.Settings,
            Gain = gain?.Median ?? double.NaN,
            Low = gain?.Low ?? double.NaN,
            High = gain?.High ?? double.NaN,
            Rounds = measurement.Gains.Count,
            CostUs = measurement.CostUs,
            DefaultCostUs = measurement.DefaultCostUs,
            Failure = measurement.Failure,
        };
    }
}
