using Smg.Load;
using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Merging;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

public sealed class BlockMergeTests
{
    [Fact]
    public async Task Blocks_one_after_another_add_up_in_time_counts_and_histograms()
    {
        LoadResult[] blocks = [await RunAsync(failEvery: 0), await RunAsync(failEvery: 4)];
        LoadResult sum = BlockMerge.Sum(blocks, []);
        Assert.Equal(blocks.Sum(block => block.OkCount), sum.OkCount);
        Assert.Equal(blocks.Sum(block => block.FailCount), sum.FailCount);
        Assert.Equal(blocks.Sum(block => block.MeasuredSeconds), sum.MeasuredSeconds, 9);
        Assert.Equal(sum.OkCount / sum.MeasuredSeconds, sum.RatePerSecond, 6);
        Assert.Equal(sum.FailCount, sum.FailuresByCause["odd"]);
        Assert.Equal(sum.OkCount, LatencyHistogram.Decode(sum.ServiceTimeHistogram!).Count);
        Assert.Equal(blocks.Max(block => block.ServiceTime.MaxUs), sum.ServiceTime.MaxUs);
    }

    [Theory]
    [InlineData(0.2, false)]
    [InlineData(0.05, true)]
    public async Task A_limit_holds_for_the_sum_and_not_for_one_block(double maxFailShare, bool isBroken)
    {
        // A quarter of the second block fails, an eighth of both.
        LoadResult[] blocks = [await RunAsync(failEvery: 0), await RunAsync(failEvery: 4)];
        LoadResult sum = BlockMerge.Sum(blocks, [Threshold.MaxFailShare(maxFailShare)]);
        Assert.Equal(isBroken, sum.BrokenThreshold is not null);
        Assert.Null(sum.UndecidedThreshold);
    }

    [Fact]
    public async Task A_limit_is_neither_kept_nor_broken_where_a_block_is_not_a_result()
    {
        LoadResult[] blocks =
        [
            await RunAsync(failEvery: 0),
            (await RunAsync(failEvery: 1)) with
            {
                GeneratorLimited = true,
                GeneratorLimitedReason = "late",
            },
        ];
        LoadResult sum = BlockMerge.Sum(blocks, [Threshold.MaxFailShare(0.05)]);
        Assert.Equal((null, "at most 5 % failed", "late"), (sum.BrokenThreshold, sum.UndecidedThreshold, sum.GeneratorLimitedReason));
    }

    [Fact]
    public async Task Notes_are_named_once_and_the_whole_bins_of_arrivals_are_strung_together()
    {
        LoadResult block = await RunAsync(failEvery: 0);
        LoadResult[] blocks =
        [
            block with
            {
                EngineNotes = ["a"],
                Arrivals = new ArrivalsResult(100, [1, 2, 9]),
            },
            block with
            {
                EngineNotes = ["a", "b"],
                Arrivals = new ArrivalsResult(100, [3, 9]),
            },
        ];
        LoadResult sum = BlockMerge.Sum(blocks, []);
        Assert.Equal(["a", "b"], sum.EngineNotes);
        Assert.Equal([1, 2, 3], sum.Arrivals!.Counts);
        Assert.Null(BlockMerge.Sum([block, block], []).Arrivals);
    }

    private static async Task<LoadResult> RunAsync(int failEvery)
    {
        ScenarioProps scenario = Scenario
            .Create("block", context => failEvery > 0 && context.InvocationNumber % failEvery == 0 ? Response.Fail("odd") : Response.Ok())
            .WithoutWarmUp()
            .WithLoadSimulations(Simulation.Inject(400, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100)));
        NodeStats stats = await LoadRunner.RegisterScenarios(scenario).RunAsync();

        // Whether this machine kept the schedule is not what is tested.
        return stats.ScenarioStats[0].ToLoadResult("", new Dictionary<string, string>()) with
        {
            GeneratorLimited = false,
            GeneratorLimitedReason = null,
        };
    }
}
