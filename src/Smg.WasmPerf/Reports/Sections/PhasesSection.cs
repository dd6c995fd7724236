using Smg.Load.Text;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>Where the time of calls went: a table for each row of the load results that has phases.</summary>
internal static class PhasesSection
{
    /// <summary>The section; none when no row has phases.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        LoadResult[] rows = [.. results.Load.Where(load => load.Phases is not null)];
        if (rows.Length > 0)
        {
            yield return new ReportSection(
                "Phases of a call",
                [
                    new TextBlock(
                        "Compile and load happen once for many calls, and only calls that are handed to a worker have a queue "
                            + "phase. The share is of the time of all phases together; percentiles are exact to 3 %."
                    ),
                    .. rows.SelectMany(load => Blocks(load, load.Phases!)),
                ]
            );
        }
    }

    private static IEnumerable<ReportBlock> Blocks(LoadResult load, PhasesResult phases)
    {
        string together = phases.Scenarios.Count > 1 ? $" (all calls: {string.Join(", ", phases.Scenarios)})" : "";
        yield return new HeadingBlock($"{load.Scenario}: {load.Configuration}{together}");
        double total = phases.Phases.Sum(phase => phase.TotalUs);
        yield return TableBlock.Of(
            phases.Phases.Where(phase => phase.Count > 0),
            ["Phase", ">Count", ">p50", ">p95", ">p99", ">Max", ">Share"],
            phase =>
                [
                    phase.Name,
                    Cell.Whole(phase.Count),
                    .. new[] { phase.Time.P50Us, phase.Time.P95Us, phase.Time.P99Us, phase.Time.MaxUs }.Select(Quantity.Time),
                    FormattableString.Invariant($"{100 * phase.TotalUs / total:0.0} %"),
                ]
        );
        if (phases.Pool is { } pool)
        {
            yield return new TextBlock(
                $"Instances in use: {Quantity.Number(pool.MeanInUse)} in the mean, at most {pool.MaxInUse}, of {pool.Size} "
                    + $"({Quantity.Count(pool.Samples, "sample")})."
            );
        }
    }
}
