using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Reports.Sections;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>What a run's report says: first how the run ended, then what to deploy, then the evidence.</summary>
internal static class ReportPages
{
    /// <summary>The page.</summary>
    /// <param name="results">The results.</param>
    /// <param name="plots">The plots to show.</param>
    public static ReportPage Of(RunResults results, IReadOnlyList<PlotFile> plots) =>
        new(
            results.Interrupted ? "Performance report (interrupted run)" : "Performance report",
            [
                .. OutcomeSection.Of(results),
                .. DeploySection.Of(results),
                .. FindMaxSection.Of(results),
                .. results.Tuning is null ? ComparisonSection.Of(results) : [TuneSection.Finals(results.Comparisons ?? [])],
                .. VerdictSection.Of(results),
                .. FramesSection.Of(results),
                .. Plots(plots),
                .. BenchmarkSection.Of(results),
                .. LoadSection.Of(results),
                .. PhasesSection.Of(results),
                .. DiagnosticsSection.Of(results),
                .. TuneSection.Of(results),
                .. EnvironmentSection.Of(results),
            ]
        );

    private static IEnumerable<ReportSection> Plots(IReadOnlyList<PlotFile> plots) =>
        plots.Count == 0 ? [] : [new ReportSection("Plots", [.. plots.Select(plot => new PlotBlock(plot))])];
}
