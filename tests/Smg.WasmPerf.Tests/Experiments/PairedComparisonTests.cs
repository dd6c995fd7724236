using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Experiments;

public sealed class PairedComparisonTests
{
    [Theory]
    [InlineData(3, 1)] // Decided early.
    [InlineData(1.02, 1)] // Often not decided before the last pair.
    public void Interval_covers_the_true_ratio_in_93_of_100_runs(double ratio, double threshold)
    {
        const int Runs = 500;
        PairedComparisonOptions options = new()
        {
            Threshold = threshold,
            MinPairs = 30,
            MaxPairs = 300,
            TargetRelativeHalfWidth = 0.03,
        };
        int covered = 0;
        for (int seed = 0; seed < Runs; seed++)
        {
            Estimate estimate = Compare(options with { Seed = seed }, new DriftingWorkload(ratio, 1_000 + seed));
            covered += estimate.Ratio.Low <= ratio && ratio <= estimate.Ratio.High ? 1 : 0;
        }

        Assert.True(covered >= 0.93 * Runs, $"covered {covered} of {Runs}");
        Assert.True(covered <= 0.995 * Runs, $"covered {covered} of {Runs}: the interval is too wide to say anything");
    }

    [Fact]
    public void Ratio_is_a_over_b_and_the_medians_are_each_sides_own()
    {
        Estimate estimate = Compare(new(), new PairedWorkload(() => 30, () => 10));

        Assert.Equal((3, 3, 3), (estimate.Ratio.Median, estimate.Ratio.Low, estimate.Ratio.High));
        Assert.Equal((30, 10), (estimate.AboveUs, estimate.BelowUs));
        Assert.Equal((30, 30, StopReason.Decided), (estimate.Pairs, estimate.Samples.Count, estimate.StopReason));
    }

    [Fact]
    public void Every_pair_runs_both_sides_in_an_order_that_the_seed_draws()
    {
        static string OrderOf(int seed)
        {
            DriftingWorkload workload = new(2, 1);
            Compare(
                new()
                {
                    MinPairs = 100,
                    MaxPairs = 100,
                    WarmUpPairs = 0,
                    Seed = seed,
                },
                workload
            );
            return string.Concat(workload.Order);
        }

        string order = OrderOf(1);
        string[] pairs = [.. order.Chunk(2).Select(pair => new string(pair))];

        Assert.Equal(100, pairs.Length);
        Assert.Equal(["AB", "BA"], pairs.Distinct().Order());
        Assert.InRange(pairs.Count(pair => pair == "AB"), 30, 70);
        Assert.Equal(order, OrderOf(1));
        Assert.NotEqual(order, OrderOf(2));
    }

    [Fact]
    public void Interval_across_the_threshold_runs_to_the_last_pair()
    {
        Estimate estimate = Compare(
            new()
            {
                Threshold = 3,
                MaxPairs = 50,
                TargetRelativeHalfWidth = 1,
            },
            new DriftingWorkload(3, 5)
        );

        Assert.Equal((50, StopReason.MaxPairs), (estimate.Pairs, estimate.StopReason));
    }

    [Fact]
    public void Wide_interval_runs_on_though_it_is_clear_of_the_threshold()
    {
        Estimate estimate = Compare(
            new()
            {
                Threshold = 1,
                MaxPairs = 90,
                TargetRelativeHalfWidth = 0.0001,
            },
            new DriftingWorkload(3, 5)
        );

        Assert.True(estimate.Ratio.Low > 1);
        Assert.Equal(90, estimate.Pairs);
    }

    [Fact]
    public void Time_budget_ends_it_even_before_the_fewest_pairs()
    {
        SteppingTime time = new(TimeSpan.FromSeconds(1));
        PairedComparisonOptions options = new()
        {
            MinPairs = 30,
            WarmUpPairs = 0,
            TimeBudget = TimeSpan.FromSeconds(4),
        };
        Estimate estimate = new PairedComparison(options, time).Run(
            new PairedWorkload(() => 2, () => 1),
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal((4, StopReason.TimeBudget), (estimate.Pairs, estimate.StopReason));
        Assert.True(estimate.Ratio.Confidence < 0.95);
    }

    [Theory]
    [InlineData(1.8, 20)] // A cache that keeps nothing, held against a threshold for one that does.
    [InlineData(90, 20)]
    public void A_ratio_far_from_the_threshold_is_decided_by_few_pairs(double ratio, double threshold)
    {
        Estimate estimate = Compare(
            new()
            {
                Threshold = threshold,
                FarFactor = 1.25,
                FewPairs = 8,
                TargetRelativeHalfWidth = 0.0001,
            },
            new DriftingWorkload(ratio, 5)
        );

        Assert.Equal((8, StopReason.Decided), (estimate.Pairs, estimate.StopReason));
        Assert.Equal(
            ratio > threshold ? GateVerdict.Passed : GateVerdict.Failed,
            GateEvaluator.Evaluate(estimate, threshold, GateDirection.AtLeast)
        );
    }

    [Fact]
    public void A_ratio_near_the_threshold_is_not_decided_by_few_pairs()
    {
        Estimate estimate = Compare(
            new()
            {
                Threshold = 3,
                FarFactor = 1.25,
                MinPairs = 30,
                MaxPairs = 60,
                TargetRelativeHalfWidth = 1,
            },
            new PairedWorkload(() => 3.5, () => 1)
        );

        Assert.Equal((30, StopReason.Decided), (estimate.Pairs, estimate.StopReason));
    }

    [Fact]
    public void Few_pairs_wrongly_decide_less_than_one_comparison_in_a_hundred()
    {
        // The median is the threshold itself, and every pair is far from it on one side or the other.
        int decided = 0;
        for (int seed = 0; seed < 1_000; seed++)
        {
            Random random = new(seed);
            Estimate estimate = Compare(
                new()
                {
                    Threshold = 1,
                    FarFactor = 1.25,
                    MinPairs = 8,
                    MaxPairs = 8,
                    WarmUpPairs = 0,
                    TargetRelativeHalfWidth = 0,
                },
                new PairedWorkload(() => random.Next(2) == 0 ? 2 : 0.5, () => 1)
            );
            decided += estimate.StopReason == StopReason.Decided ? 1 : 0;
        }

        Assert.InRange(decided, 1, 20);
    }

    [Fact]
    public void Pairs_that_a_verdict_needs_may_take_the_grace_beyond_the_budget()
    {
        Estimate estimate = BeyondItsBudget(new() { Grace = TimeSpan.FromSeconds(60) }, () => 2);

        Assert.Equal((8, StopReason.Decided), (estimate.Pairs, estimate.StopReason));
    }

    [Fact]
    public void One_disturbed_pair_of_few_does_not_leave_a_comparison_undecided()
    {
        int pairs = 0;
        Estimate estimate = BeyondItsBudget(
            new()
            {
                Threshold = 10,
                MinPairs = 12,
                Grace = TimeSpan.FromSeconds(60),
            },
            () => ++pairs == 3 ? 20 : 1
        );

        Assert.Equal((9, StopReason.Decided), (estimate.Pairs, estimate.StopReason));
    }

    [Fact]
    public void A_comparison_that_stays_undecided_ends_with_the_pairs_that_it_needs()
    {
        int pairs = 0;
        Estimate estimate = BeyondItsBudget(
            new()
            {
                Threshold = 10,
                MinPairs = 12,
                Grace = TimeSpan.FromSeconds(600),
            },
            () => ++pairs % 2 == 0 ? 20 : 1
        );

        Assert.Equal((12, StopReason.TimeBudget), (estimate.Pairs, estimate.StopReason));
    }

    /// <summary>A comparison whose budget is over before it has the pairs that a verdict needs. The side B takes 1.</summary>
    private static Estimate BeyondItsBudget(PairedComparisonOptions options, Func<double> a) =>
        new PairedComparison(
            options with
            {
                FewPairs = 8,
                FarFactor = 1.25,
                WarmUpPairs = 0,
                TimeBudget = TimeSpan.FromSeconds(4),
            },
            new SteppingTime(TimeSpan.FromSeconds(1))
        ).Run(new PairedWorkload(a, () => 1), cancellationToken: TestContext.Current.CancellationToken);

    [Fact]
    public void A_comparison_runs_its_shortest_time_though_it_is_decided()
    {
        SteppingTime time = new(TimeSpan.FromSeconds(1));
        PairedComparisonOptions options = new()
        {
            FewPairs = 8,
            FarFactor = 1.25,
            WarmUpPairs = 0,
            MinTime = TimeSpan.FromSeconds(40),
        };
        Estimate estimate = new PairedComparison(options, time).Run(
            new PairedWorkload(() => 2, () => 1),
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.InRange(estimate.Pairs, 20, 40);
    }

    [Fact]
    public void Pairs_of_the_warm_up_time_do_not_count()
    {
        SteppingTime time = new(TimeSpan.FromSeconds(1));
        int blocks = 0;
        PairedComparisonOptions options = new()
        {
            MinPairs = 8,
            MaxPairs = 8,
            WarmUpTime = TimeSpan.FromSeconds(5),
        };
        Estimate estimate = new PairedComparison(options, time).Run(
            new PairedWorkload(() => ++blocks, () => 1),
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(8, estimate.Pairs);
        Assert.True(estimate.Samples[0] > 4, $"{estimate.Samples[0]} pairs before the first that counts");
    }

    [Fact]
    public void Progress_is_told_of_each_pair_that_counts()
    {
        List<int> pairs = [];
        new PairedComparison(
            new()
            {
                MinPairs = 8,
                MaxPairs = 8,
                WarmUpPairs = 3,
            }
        ).Run(new DriftingWorkload(2, 1), interval => pairs.Add(interval.Samples), TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(1, 8), pairs);
    }

    [Fact]
    public void Cancelling_ends_it_between_blocks()
    {
        using CancellationTokenSource source = new();
        int blocks = 0;
        double Block()
        {
            if (++blocks == 5)
            {
                source.Cancel();
            }

            return 1;
        }

        Assert.Throws<OperationCanceledException>(() =>
            new PairedComparison(new()).Run(new PairedWorkload(Block, Block), cancellationToken: source.Token)
        );
        Assert.Equal(5, blocks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_block_without_a_time_is_an_error(double time)
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() =>
            Compare(new(), new PairedWorkload(() => 1, () => time))
        );

        Assert.Contains("B side", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Block_timer_divides_by_the_operations()
    {
        int runs = 0;
        double us = BlockTimer.MicrosecondsPerOperation(
            4,
            () =>
            {
                runs++;
                Thread.Sleep(5);
            }
        );

        Assert.Equal(4, runs);
        Assert.InRange(us, 4_900, 60_000_000);
    }

    private static Estimate Compare(PairedComparisonOptions options, IPairedWorkload workload) =>
        new PairedComparison(options).Run(workload, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>A clock that every look moves on.</summary>
    private sealed class SteppingTime(TimeSpan step) : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (_ticks += step.Ticks) - step.Ticks;
    }
}
