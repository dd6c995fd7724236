using Smg.Load.Running;
using Smg.WasmPerf.Merging;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Cli.Commands.Load.Engines;

/// <summary>
/// Two engines in turns, first one and then the other in front, so that a machine that slows down or speeds up does so for both.
/// </summary>
/// <param name="own">The lab's own engine.</param>
/// <param name="other">The other engine.</param>
internal sealed class BothEngines(ILoadEngine own, ILoadEngine other) : ILoadEngine
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadScenario scenario,
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        LoadSettings watched = settings with { RecordsArrivals = true };
        List<IReadOnlyList<LoadResult>> mine = [];
        List<IReadOnlyList<LoadResult>> others = [];
        foreach (
            (ILoadEngine engine, List<IReadOnlyList<LoadResult>> runs) in ((ILoadEngine, List<IReadOnlyList<LoadResult>>)[])
                [(own, mine), (other, others), (other, others), (own, mine)]
        )
        {
            runs.Add(await engine.RunAsync(scenario, watched, progress, cancellationToken).ConfigureAwait(false));
        }

        // Row by row, so that rows to compare are adjacent.
        return [.. Sum(mine).Zip(Sum(others), (a, b) => (LoadResult[])[a, b]).SelectMany(pair => pair)];
    }

    private static IEnumerable<LoadResult> Sum(List<IReadOnlyList<LoadResult>> runs) =>
        runs[0].Select((_, row) => BlockMerge.Sum([.. runs.Select(run => run[row])], thresholds: []));
}
