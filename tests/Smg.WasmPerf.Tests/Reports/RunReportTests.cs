using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class RunReportTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-report-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Where_the_plots_cannot_be_written_the_pages_are()
    {
        // A file in the place of the plots' folder, as good as a full disk.
        File.WriteAllText(Path.Combine(_directory.FullName, PlotSet.DirectoryName), "");
        Assert.ThrowsAny<IOException>(() => RunReport.Write(SampleResults.Full, _directory.FullName));
        Assert.Equal(
            [RunReport.JUnitName, RunReport.HtmlName, RunReport.MarkdownName, RunReport.CsvName],
            _directory.GetFiles().Select(file => file.Name).Except([PlotSet.DirectoryName]).Order(StringComparer.Ordinal)
        );
    }
}
