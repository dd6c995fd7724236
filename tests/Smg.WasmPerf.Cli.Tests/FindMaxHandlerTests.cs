using Smg.WasmPerf.Cli.Commands.FindMax;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class FindMaxHandlerTests
{
    [Fact]
    public void A_busy_machine_is_told_from_a_slow_generator_and_from_a_slow_target()
    {
        RateSearchOutcome nothing = new(null, null, 250, RateVerdict.GeneratorLimited, []);
        Assert.Equal(
            "undecided: the machine was too busy to keep 250/s on time (p99 lateness 3.2 ms). Wait until it is quiet, or allow "
                + "--max-lateness 5ms",
            FindMaxHandler.Describe(nothing, [Row(250, p50: 30, p99: 3_200)])
        );
        Assert.Equal(
            "undecided: the generator was too slow for 250/s, the lowest rate (p99 lateness 3.2 s): lower --from, or generate from several "
                + "machines (load --shard)",
            FindMaxHandler.Describe(nothing, [Row(250, p50: 2e6, p99: 3.2e6)])
        );
        Assert.Equal(
            "missed: the target was too slow at 250/s, the lowest rate: lower --from, or raise --max-p99",
            FindMaxHandler.Describe(nothing with { Limit = RateVerdict.Missed }, [])
        );
    }

    [Fact]
    public void Above_a_rate_that_passed_the_same_three_are_told_apart()
    {
        RateSearchOutcome some = new(1_000, null, 2_000, RateVerdict.GeneratorLimited, []);
        Assert.Contains(
            "The machine was too busy to keep 2,000/s on time",
            FindMaxHandler.Describe(some, [Row(2_000, p50: 30, p99: 3_200)]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "The generator was too slow for 2,000/s",
            FindMaxHandler.Describe(some, [Row(2_000, p50: 9_000, p99: 9_900)]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the target was too slow: 2,000/s missed",
            FindMaxHandler.Describe(some with { Limit = RateVerdict.Missed }, []),
            StringComparison.Ordinal
        );
    }

    private static LoadResult Row(int rate, double p50, double p99) =>
        Samples.Level(rate, limit: rate) with
        {
            GeneratorLimited = true,
            DispatchLateness = Samples.NoLatency with { P50Us = p50, P99Us = p99 },
        };
}
