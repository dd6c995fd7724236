using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

public sealed class ThresholdTests
{
    [Fact]
    public void A_limit_that_stays_broken_ends_the_scenario_and_marks_its_row()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create("slow", (IScenarioContext _) => Response.Ok(customLatencyMs: 50))
                .WithoutWarmUp()
                .WithMaxLateness(TimeSpan.FromMinutes(1))
                .WithThresholds(Threshold.MaxFailShare(0), Threshold.MaxP99(Ms(20)).WithChecksInARow(2))
                .WithLoadSimulations(Simulation.Inject(200, Second, TimeSpan.FromSeconds(30)))
        );
        LoadResult row = stats.ToLoadResult("rate=200", new Dictionary<string, string>());

        Assert.InRange(stats.Duration.TotalSeconds, 1.5, 29);
        Assert.Equal("threshold: p99 at most 20 ms", stats.StopReason);
        Assert.StartsWith("p99 at most 20 ms: ", row.BrokenThreshold, StringComparison.Ordinal);
        Assert.Contains("2 times in a row: aborted", row.BrokenThreshold, StringComparison.Ordinal);
        Assert.Contains(
            "threshold broken: p99 at most 20 ms",
            MarkdownPage.Render(ReportPages.Of(SampleResults.Empty with { Load = [row] }, [])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_limit_that_is_broken_now_and_then_only_ends_nothing_but_holds_for_the_whole()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create("some", (IScenarioContext context) => context.InvocationNumber <= 50 ? Response.Fail("early") : Response.Ok())
                .WithoutWarmUp()
                .WithMaxLateness(TimeSpan.FromMinutes(1))
                .WithThresholds(Threshold.MaxFailShare(0.1))
                .WithLoadSimulations(Simulation.Inject(100, Second, 2 * Second))
        );

        Assert.Equal((150L, 50L), (stats.Ok.Request.Count, stats.Fail.Request.Count));
        Assert.Null(stats.StopReason);
        Assert.Equal("at most 10 % failed: 50 of 200 failed in the whole measurement", stats.BrokenThreshold);
    }

    [Fact]
    public void Limits_that_hold_leave_no_mark()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "good",
                    (IScenarioContext context) => context.InvocationNumber == 1 ? Response.Fail("one") : Response.Ok(customLatencyMs: 0.1)
                )
                .WithoutWarmUp()
                .WithMaxLateness(TimeSpan.FromMinutes(1))
                .WithThresholds(Threshold.MaxFailShare(0.01), Threshold.MaxP99(TimeSpan.FromSeconds(20)))
                .WithLoadSimulations(Simulation.Inject(100, Second, Second))
        );

        Assert.Null(stats.BrokenThreshold);
    }

    [Fact]
    public void A_limit_that_means_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Threshold.MaxP99(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Threshold.MaxFailShare(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Threshold.MaxFailShare(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Threshold.MaxFailShare(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Threshold.MaxFailShare(0).WithChecksInARow(0));
    }
}
