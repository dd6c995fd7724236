using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Reports.Sections;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>What a run's report says: the sections in their order.</summary>
internal static class ReportPages
{
    /// <summary>The page.</summary>
    /// <param name="results">The results.</param>
    /// <param name="plots">The plots to show.</param>
    public static ReportPage Of(RunResults results, IReadOnlyList<PlotFile> plots) => new(
        "Performance report",
        [
            .. TuneSection.Of(results).Take(1),
            .. FindMaxSection.Of(results),
            .. results.Tuning is null ? ComparisonSection.Of(results) : [TuneSection.Finals(results.Comparisons ?? [])],
            .. VerdictSection.Of(results),
            .. FramesSection.Of(results),
            .. Plots(plots),
            .. BenchmarkSection.Of(results),
            .. LoadSection.Of(results),
            .. PhasesSection.Of(results),
            .. DiagnosticsSection.Of(results),
            .. TuneSection.Of(results).Skip(1),
            .. EnvironmentSection.Of(results),
        ]);

    private static IEnumerable<ReportSection> Plots(IReadOnlyList<PlotFile> plots)
        => plots.Count == 0 ? [] : [new ReportSection("Plots", [.. plots.Select(plot => new PlotBlock(plot))])];
}
