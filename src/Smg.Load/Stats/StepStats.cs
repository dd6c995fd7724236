using Smg.Load.Histograms;
using Smg.Load.Recording;

namespace Smg.Load.Stats;

/// <summary>Results of one step of a scenario, without the warm-up.</summary>
/// <param name="StepName">The step's name.</param>
/// <param name="Ok">The times that it succeeded.</param>
/// <param name="Fail">The times that it failed.</param>
/// <param name="Time">How long it took where it succeeded.</param>
/// <param name="TimeHistogram">All of <paramref name="Time"/>.</param>
public sealed record StepStats(
    string StepName,
    MeasurementStats Ok,
    MeasurementStats Fail,
    LatencySummary Time,
    EncodedHistogram TimeHistogram
)
{
    internal static StepStats Of(string name, LatencyRecorder recorder, double seconds)
    {
        recorder.Close();
        (OutcomeRecord ok, OutcomeRecord fail) = recorder.Merge();
        LatencyHistogram time = ok.Service ?? new LatencyHistogram();
        return new StepStats(
            name,
            MeasurementStats.Of(ok, seconds, isError: false),
            MeasurementStats.Of(fail, seconds, isError: true),
            time.Summarise(),
            time.Encode()
        );
    }
}
