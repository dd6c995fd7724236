using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class EngineNotesTests
{
    private static readonly LoadResult Own = SampleResults.Full.Load[0];

    private static readonly LoadResult Other = Own with
    {
        Configuration = "engine=NBomber 4.1.2",
        Engine = "NBomber 4.1.2",
        EngineNotes = ["starts are random", "whole seconds"],
    };

    private static readonly RunResults Results = SampleResults.Full with
    {
        Load = [Own, Other, Other with { Configuration = "second", EngineNotes = ["whole seconds"] }],
    };

    [Fact]
    public void A_difference_of_the_engine_is_marked_in_its_row_and_named_below_the_table()
    {
        string report = MarkdownPage.Render(ReportPages.Of(Results, []));
        Assert.Contains("| engine=NBomber 4.1.2", report, StringComparison.Ordinal);
        Assert.Contains("[1] [2] |", report, StringComparison.Ordinal);
        Assert.Contains("[1] starts are random.", report, StringComparison.Ordinal);
        Assert.Contains("[2] whole seconds.", report, StringComparison.Ordinal);
        Assert.Contains("| second", report, StringComparison.Ordinal);
    }

    [Fact]
    public void No_response_time_is_claimed_for_an_engine_that_keeps_no_intended_start()
    {
        string report = MarkdownPage.Render(ReportPages.Of(Results, []));
        Assert.Single(report.Split('\n'), line => line.Contains("| response |", StringComparison.Ordinal));
        string csv = CsvReport.Render(Results);
        Assert.Single(csv.Split('\n'), line => line.Contains("response time p99,", StringComparison.Ordinal));
        Assert.Equal(3, csv.Split('\n').Count(line => line.Contains("service time p99,", StringComparison.Ordinal)));
    }
}
