using System.Text.Json.Nodes;
using Smg.WasmPerf.Merging;
using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class PhasesSectionTests
{
    [Fact]
    public void The_report_has_a_table_for_each_row_with_phases_and_leaves_out_phases_that_never_happened()
    {
        string report = MarkdownPage.Render(ReportPages.Of(PhasesSamples.Run, []));

        Assert.Contains(
            "### steady-state: rate=5000\n\n| Phase | Count | p50 | p95 | p99 | Max | Share |\n",
            report,
            StringComparison.Ordinal
        );
        Assert.Contains("| instantiate | 1,000 | 3 µs | 3 µs | 3 µs | 3 µs | 33.7 % |\n", report, StringComparison.Ordinal);
        Assert.Contains("Instances in use: 0.5 in the mean, at most 2, of 128 (400 samples).", report, StringComparison.Ordinal);
        Assert.DoesNotContain("| load |", report, StringComparison.Ordinal);
        Assert.DoesNotContain("### steady-state: rate=9000\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_phases_says_nothing_of_them()
    {
        Assert.DoesNotContain("Phases", MarkdownPage.Render(ReportPages.Of(SampleResults.Full, [])), StringComparison.Ordinal);
        Assert.Null(new PhasesPlot().Draw(SampleResults.Full, PlotStyle.Light));
    }

    [Fact]
    public void The_plot_names_the_largest_phases_for_those_who_do_not_see_it()
    {
        using PlotImage image = new PhasesPlot().Draw(PhasesSamples.Run, PlotStyle.Light)!;
        Assert.Contains("steady-state rate=5000 call 45 %, instantiate 34 %, encode 11 %", image.AltText, StringComparison.Ordinal);
        Assert.NotEmpty(image.ToPng());
    }

    [Fact]
    public void A_row_with_phases_fits_the_schema_and_is_read_as_it_was_written()
    {
        string json = ResultsFile.ToJson(PhasesSamples.Run);
        SchemaWalk walk = new(ResultsSchema.ReadText());
        walk.Check(JsonNode.Parse(json));
        Assert.Empty(walk.Errors);
        Assert.Superset(new HashSet<string> { "phases", "phase", "pool" }, walk.Visited);
        Assert.Equal(json, ResultsFile.ToJson(ResultsFile.FromJson(json, "phases.json")));
        Assert.DoesNotContain("phases", ResultsFile.ToJson(SampleResults.Full), StringComparison.Ordinal);
    }

    [Fact]
    public void Phases_of_two_shards_are_added_without_loss()
    {
        PhasesResult sum = PhasesMerge.Sum([PhasesSamples.Phases, PhasesSamples.Phases]);
        PhaseResult call = sum.Phases.Single(phase => phase.Name == "call");
        Assert.Equal((2000, 8000, 4), (call.Count, call.TotalUs, Math.Round(call.Time.P50Us)));
        Assert.Equal(new PoolResult(256, 1, 4, 800), sum.Pool);
    }
}
