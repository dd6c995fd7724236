using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Comparison;

/// <summary>Puts several runs of the same gates into one, so that what differs from run to run is in the intervals too.</summary>
public static class RepeatedRuns
{
    /// <summary>
    /// The first run with the gates of all: the median of their values, and an interval that holds all of theirs. Gates that one of the
    /// runs does not have are left out.
    /// </summary>
    /// <param name="runs">The runs, at least one.</param>
    public static RunResults Merge(IReadOnlyList<RunResults> runs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count, nameof(runs));
        return runs[0] with
        {
            Gates =
            [
                .. runs[0]
                    .Gates.Select(gate =>
                        runs.Select(run => run.Gates.FirstOrDefault(other => other.Name == gate.Name)).OfType<GateResult>().ToList()
                    )
                    .Where(same => same.Count == runs.Count)
                    .Select(Merge),
            ],
        };
    }

    private static GateResult Merge(List<GateResult> same)
    {
        (double low, double high) = (same.Min(gate => gate.Low), same.Max(gate => gate.High));
        return same[0] with
        {
            Value = MedianInterval.MedianOfSorted([.. same.Select(gate => gate.Value).Order()]),
            Low = low,
            High = high,
            Samples = same.Sum(gate => gate.Samples),
            Verdict = GateEvaluator.Evaluate(low, high, same[0].Threshold, same[0].Direction),
        };
    }
}
