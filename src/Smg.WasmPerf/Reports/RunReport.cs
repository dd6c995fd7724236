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

    /// <summary>Writes them. Where the plots cannot be written, as on a full disk, the pages are written without them.</summary>
    /// <param name="results">The results.</param>
    /// <param name="directory">The run's directory; it is made when it is missing.</param>
    /// <returns>The path of the HTML, which shows everything.</returns>
    /// <exception cref="IOException">Not everything could be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Not everything may be written.</exception>
    public static string Write(RunResults results, string directory)
    {
        Directory.CreateDirectory(directory);
        IReadOnlyList<PlotFile> plots;
        try
        {
            plots = PlotSet.Write(results, directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WritePages(results, directory, []);
            throw;
        }

        return WritePages(results, directory, plots);
    }

    /// <summary>Writes them with plots that are drawn already, or without any.</summary>
    /// <param name="results">The results.</param>
    /// <param name="directory">The run's directory.</param>
    /// <param name="plots">The plots; empty for none.</param>
    /// <returns>The path of the HTML, which shows everything.</returns>
    public static string WritePages(RunResults results, string directory, IReadOnlyList<PlotFile> plots)
    {
        ReportPage page = ReportPages.Of(results, plots);
        WholeFile.Write(Path.Combine(directory, MarkdownName), MarkdownPage.Render(page));
        WholeFile.Write(Path.Combine(directory, CsvName), CsvReport.Render(results));
        WholeFile.Write(Path.Combine(directory, JUnitName), JUnitReport.Render(results));
        string html = Path.Combine(directory, HtmlName);
        WholeFile.Write(html, HtmlPage.Render(page));
        return html;
    }
}
