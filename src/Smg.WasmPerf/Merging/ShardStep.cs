using Smg.Load.Histograms;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Merging;

/// <summary>One shard's part of a step, its histogram decoded.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Row">The part.</param>
/// <param name="Time">All its times.</param>
internal sealed record ShardStep(string Name, StepResult Row, LatencyHistogram Time)
{
    /// <summary>The parts of one step, added.</summary>
    public static StepResult Sum(IEnumerable<ShardStep> parts)
    {
        ShardStep[] all = [.. parts];
        LatencyHistogram time = RowSum.Sum(all.Select(part => part.Time));
        return new StepResult(
            all[0].Name,
            all.Sum(part => part.Row.OkCount),
            all.Sum(part => part.Row.FailCount),
            time.Report(),
            time.Encode()
        );
    }
}
