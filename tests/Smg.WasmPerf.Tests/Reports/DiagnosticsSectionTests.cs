using System.Text.Json.Nodes;
using Smg.Load.Stats;
using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class DiagnosticsSectionTests
{
    private static readonly RunResults Watched = SampleResults.Empty with
    {
        Gates =
        [
            SampleResults.Gate("host_call_overhead", 1.3, 1.2, 1.4, 1.1, GateDirection.AtMost, GateVerdict.Failed) with
            {
                Frames = [new FrameShareResult("Smg.Wasm.Slow", 0.5, 0.031)],
            },
            SampleResults.Gate("cached", 2, 1.9, 2.1, 5, GateDirection.AtLeast, GateVerdict.Failed) with
            {
                Frames = [],
                Description = "executions a second of two callers, over one (minimal guest)",
            },
        ],
        Load =
        [
            SampleResults.Load("steady-state", "open", "rate=5000", 5_000, 105, 1.0) with
            {
                Diagnostics = new DiagnosticsResult
                {
                    Scenarios = ["steady-state"],
                    GcCount = 3,
                    GcPauseMs = 4.5,
                    GcMaxPauseMs = 2.5,
                    Seconds =
                    [
                        new DiagnosticsSecond(1, 3, 4.5, 2.5, 2 << 20, 30, 90 << 20, 4, 1),
                        new DiagnosticsSecond(2, 0, 0, 0, null, null, null, null, null),
                    ],
                },
                Seconds = [new LoadSecond(1, 5_010, 5_010, 0, 105, 900), new LoadSecond(2, 4_990, 4_990, 1, 105, 400)],
            },
            SampleResults.Load("steady-state", "open", "rate=9000", 9_000, 105, 1.0),
        ],
    };

    [Fact]
    public void The_report_has_a_row_for_each_load_that_was_watched()
    {
        string report = MarkdownPage.Render(ReportPages.Of(Watched, []));
        Assert.Contains(
            "| steady-state | rate=5000 | 3 | 4.5 ms | 2.5 ms | 2 MiB | 30 % | 90 MiB | 4 | 1 |\n",
            report,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("| steady-state | rate=9000 |", report, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "NET runtime under load",
            MarkdownPage.Render(ReportPages.Of(SampleResults.Full, [])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_report_names_the_methods_of_the_side_that_fell_short()
    {
        string report = MarkdownPage.Render(ReportPages.Of(Watched, []));
        Assert.Contains(
            "### host_call_overhead: methods whose share grew with A over B\n\n| Method | Share of A | Share of B |\n|---|---:|---:|\n| "
                + "`Smg.Wasm.Slow` | 50.0 % | 3.1 % |\n",
            report,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "### cached: methods whose share grew with two callers (B) over one (A)\n\nNo method's share differs by a percent or more: ",
            report,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Each_row_that_was_watched_has_a_plot_of_its_seconds()
    {
        using PlotImage image = new TimelinePlot(1).Draw(Watched, PlotStyle.Light)!;
        Assert.Contains(
            "requests a second 5,010, p99 900 µs, GC pauses 4.5 ms, allocated 2 MiB, CPU 30 %",
            image.AltText,
            StringComparison.Ordinal
        );
        Assert.NotEmpty(image.ToPng());
        Assert.Null(new TimelinePlot(2).Draw(Watched, PlotStyle.Light));
        Assert.Null(new TimelinePlot(1).Draw(SampleResults.Full, PlotStyle.Light));
    }

    [Fact]
    public void What_was_watched_fits_the_schema_and_is_read_as_it_was_written()
    {
        string json = ResultsFile.ToJson(Watched);
        SchemaWalk walk = new(ResultsSchema.ReadText());
        walk.Check(JsonNode.Parse(json));
        Assert.Empty(walk.Errors);
        Assert.Superset(new HashSet<string> { "diagnostics", "diagnosticsSecond", "loadSecond", "frameShare" }, walk.Visited);
        Assert.Equal(json, ResultsFile.ToJson(ResultsFile.FromJson(json, "watched.json")));
    }
}
