using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>All reports of a run: plots, a page of Markdown and one of HTML, figures as CSV, verdicts as JUnit XML.</summary>
public static class RunReport
{
    /// <summary>The Markdown's file name inside a run's directory.</summary>
    public const string MarkdownName = "report.md";

    /// <summary>The HTML's file name inside a run's directory.</summary>
    public const string HtmlName = "report.html";

    /// <summary>The figures' file name inside a run's directory.</summary>
    public const string CsvName = "results.csv";

    /// <summary>The verdicts' file name inside a run's directory.</summary>
    public const string JUnitName = "junit.xml";

    /// <summary>Writes them.</summary>
    /// <param name="results">The results.</param>
    /// <param name="directory">The run's directory; it is made when it is missing.</param>
    /// <returns>The path of the HTML, which shows everything.</returns>
    public static string Write(RunResults results, string directory)
    {
        Directory.CreateDirectory(directory);
        return WritePages(results, directory, PlotSet.Write(results, directory));
    }

    /// <summary>Writes them with plots that are drawn already, or without any.</summary>
    /// <param name="results">The results.</param>
    /// <param name="directory">The run's directory.</param>
    /// <param name="plots">The plots; empty for none.</param>
    /// <returns>The path of the HTML, which shows everything.</returns>
    public static string WritePages(RunResults results, string directory, IReadOnlyList<PlotFile> plots)
    {
        ReportPage page = ReportPages.Of(results, plots);
        File.WriteAllText(Path.Combine(directory, MarkdownName), MarkdownPage.Render(page));
        File.WriteAllText(Path.Combine(directory, CsvName), CsvReport.Render(results));
        File.WriteAllText(Path.Combine(directory, JUnitName), JUnitReport.Render(results));
        string html = Path.Combine(directory, HtmlName);
        File.WriteAllText(html, HtmlPage.Render(page));
        return html;
    }
}
