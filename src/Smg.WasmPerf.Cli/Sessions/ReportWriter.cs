using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Sessions;

/// <summary>Writes the reports of results into a folder.</summary>
/// <param name="WithoutPlots">The pages alone, in little time.</param>
/// <param name="WithPlots">Pages and plots; returns the page that shows everything.</param>
internal sealed record ReportWriter(Action<RunResults, string> WithoutPlots, Func<RunResults, string, string> WithPlots)
{
    /// <summary>The real reports.</summary>
    public static ReportWriter Real { get; } = new((results, folder) => RunReport.WritePages(results, folder, []), RunReport.Write);
}
