using Smg.Load.Histograms;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Merging;

/// <summary>Adds the phases of several shards.</summary>
internal static class PhasesMerge
{
    /// <summary>The sum; the pools of all shards together are one pool.</summary>
    /// <param name="all">At least one.</param>
    public static PhasesResult Sum(IReadOnlyList<PhasesResult> all) =>
        new()
        {
            Scenarios = all[0].Scenarios,
            Phases = [.. all.SelectMany(one => one.Phases).GroupBy(phase => phase.Name).Select(Sum)],
            Pool = all.All(one => one.Pool is not null) ? Sum(all.Select(one => one.Pool!)) : null,
        };

    private static PhaseResult Sum(IGrouping<string, PhaseResult> phases) =>
        PhaseHistograms.ToResult(
            phases.Key,
            phases.Sum(phase => phase.TotalUs),
            RowSum.Sum(phases.Select(phase => LatencyHistogram.Decode(phase.TimeHistogram)))
        );

    private static PoolResult Sum(IEnumerable<PoolResult> pools) =>
        pools.Aggregate(
            (one, other) =>
                new(one.Size + other.Size, one.MeanInUse + other.MeanInUse, one.MaxInUse + other.MaxInUse, one.Samples + other.Samples)
        );
}
