using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Results;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

public sealed class LatenessLimitTests
{
    [Theory]
    [InlineData(100, 500, 1_000)]
    [InlineData(50_000, 500, 5_000)]
    [InlineData(100, 40_000, 20_000)]
    public void The_allowed_lateness_is_half_the_claimed_p99_but_at_least_a_millisecond_or_a_tenth_of_the_gap(
        double gapUs,
        double claimedUs,
        double allowedUs
    ) => Assert.Equal(allowedUs, LatenessLimit.AllowedUs(null, gapUs, claimedUs));

    [Fact]
    public void A_limit_that_was_asked_for_holds_whatever_the_row_claims() =>
        Assert.Equal(5_000, LatenessLimit.AllowedUs(TimeSpan.FromMilliseconds(5), 1e6, 1e6));

    [Theory]
    [InlineData(999, 0, null)]
    [InlineData(8_900, 0, "arrivals were up to 8.9 ms late (p99; 1 ms allowed)")]
    [InlineData(0, 3, "3 arrivals were not started: too many requests were in flight, or the schedule had ended")]
    public void A_row_whose_arrivals_were_late_or_missing_is_not_a_result(double latenessUs, long notStarted, string? reason) =>
        Assert.Equal(reason, LatenessLimit.Judge(latenessUs, 1_000, notStarted));

    [Fact]
    public void A_row_that_is_not_a_result_neither_breaks_nor_keeps_its_limit_and_says_so_with_its_lateness()
    {
        // No generator hands on within a microsecond; the limit of a nanosecond would be broken by every row.
        ScenarioStats stats = Run(
            Scenario
                .Create("late", (IScenarioContext _) => Response.Ok())
                .WithoutWarmUp()
                .WithMaxLateness(TimeSpan.FromMicroseconds(0.1))
                .WithThresholds(Threshold.MaxP99(TimeSpan.FromMicroseconds(0.1)))
                .WithLoadSimulations(Simulation.Inject(500, Second, Ms(200)))
        );
        LoadResult row = stats.ToLoadResult("", new Dictionary<string, string>());
        Assert.True(row.GeneratorLimited);
        Assert.Contains("allowed", row.GeneratorLimitedReason, StringComparison.Ordinal);
        Assert.Equal((null, "p99 at most 100 ns"), (row.BrokenThreshold, row.UndecidedThreshold));
        Assert.Equal(0.1, row.AllowedLatenessUs!.Value, 6);
        Assert.Equal(100, LatencyHistogram.Decode(row.DispatchLatenessHistogram!).Count);
        Assert.Equal(stats.DispatchLateness!.SupportedBy(100), row.DispatchLateness);
    }

    [Fact]
    public void The_same_row_breaks_its_limit_where_the_lateness_is_allowed()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create("slow", (IScenarioContext _) => Response.Ok())
                .WithoutWarmUp()
                .WithMaxLateness(TimeSpan.FromMinutes(1))
                .WithThresholds(Threshold.MaxP99(TimeSpan.FromMicroseconds(0.1)))
                .WithLoadSimulations(Simulation.Inject(500, Second, Ms(200)))
        );
        Assert.False(stats.GeneratorLimited);
        Assert.NotNull(stats.BrokenThreshold);
        Assert.Null(stats.UndecidedThreshold);
    }

    [Fact]
    public void A_closed_row_has_no_lateness()
    {
        LoadResult row = Run(
                Scenario
                    .Create("closed", (IScenarioContext _) => Response.Ok())
                    .WithoutWarmUp()
                    .WithLoadSimulations(Simulation.KeepConstant(1, Ms(100)))
            )
            .ToLoadResult("", new Dictionary<string, string>());
        Assert.Null(row.DispatchLateness);
        Assert.Null(row.AllowedLatenessUs);
        Assert.False(row.GeneratorLimited);
    }
}
