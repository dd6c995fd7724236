using System.Security.Cryptography;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Statistics;
using Smg.WasmPerf.Tests.Load;
using Smg.WasmPerf.Tests.Statistics;
using Xunit;

namespace Smg.WasmPerf.Tests.Comparison;

[Collection(LoadMachine.Name)]
public sealed class LiveComparisonTests
{
    private static readonly byte[] Data = new byte[1 << 14];

    [Fact]
    public void The_same_work_on_both_sides_is_never_a_difference()
    {
        LiveEstimate estimate = Run(0.1, 4, () => new(Hashes(20), Hashes(20), Hashes(20)));

        Assert.Contains(estimate.Verdict, new[] { ComparisonVerdict.Same, ComparisonVerdict.Undecided });
    }

    [Fact]
    public void A_third_more_work_is_found_and_less_work_too()
    {
        LiveEstimate slower = Run(0.05, 60, () => new(Hashes(30), Hashes(30), Hashes(39)));
        LiveEstimate faster = Run(0.05, 60, () => new(Hashes(39), Hashes(39), Hashes(30)));

        Assert.Equal((ComparisonVerdict.Slower, ComparisonVerdict.Faster), (slower.Verdict, faster.Verdict));
        Assert.True(slower.BMedianUs > slower.AMedianUs);
    }

    [Fact]
    public void A_difference_within_the_noise_floor_is_undecided()
    {
        LiveEstimate estimate = Run(0.03, 0.2, () => new(() => 10, () => 15, () => 12));

        Assert.Equal((1.2, 1.5, 0.5), (estimate.Ratio.Median, estimate.Control.Median, Math.Round(estimate.NoiseFloor, 9)));
        Assert.Equal(ComparisonVerdict.Undecided, estimate.Verdict);
    }

    [Fact]
    public void Luck_that_stays_for_a_round_is_noise_and_not_a_difference()
    {
        // Each round's sides are up to a fifth faster or slower, all round long: pairs alone would be sure of it.
        Random random = new(3);
        double Luck() => 10 * Math.Exp(0.2 * Noise.Normal(random));
        int wrong = 0;
        for (int run = 0; run < 20; run++)
        {
            int rounds = 0;
            LiveEstimate estimate = Run(0.03, 0.05, () =>
            {
                (double a, double control, double b) = (Luck(), Luck(), Luck());
                rounds++;
                return new(() => a, () => control, () => b);
            });
            Assert.Equal(rounds, estimate.Ratio.Samples);
            wrong += estimate.Verdict is ComparisonVerdict.Slower or ComparisonVerdict.Faster ? 1 : 0;
        }

        Assert.InRange(wrong, 0, 2);
    }

    [Fact]
    public void Each_round_is_made_anew_disposed_and_told_of()
    {
        int made = 0;
        int disposed = 0;
        List<int> told = [];
        LiveEstimate estimate = new LiveComparison(new() { MinRounds = 12 }).Run(
            () =>
            {
                made++;
                return new(() => 10, () => 10, () => 10, new OnDispose(() => disposed++));
            },
            now => told.Add(now.Ratio.Samples),
            TestContext.Current.CancellationToken);

        Assert.Equal((12, 12, 12, ComparisonVerdict.Same), (made, disposed, estimate.Ratio.Samples, estimate.Verdict));
        Assert.Equal(Enumerable.Range(1, 12), told);
    }

    [Fact]
    public void Too_little_time_leaves_even_a_clear_difference_undecided()
    {
        LiveEstimate estimate = new LiveComparison(new() { TimeBudget = TimeSpan.Zero })
            .Run(() => new(() => 10, () => 10, () => 30), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, ComparisonVerdict.Undecided), (estimate.Ratio.Samples, estimate.Verdict));
    }

    private static LiveEstimate Run(double effect, double seconds, Func<LiveSides> prepare) =>
        new LiveComparison(new() { Effect = effect, TimeBudget = TimeSpan.FromSeconds(seconds) })
            .Run(prepare, cancellationToken: TestContext.Current.CancellationToken);

    private static Func<double> Hashes(int count) => () => BlockTimer.MicrosecondsPerOperation(1, () =>
    {
        for (int i = 0; i < count; i++)
        {
            _ = SHA256.HashData(Data);
        }
    });

    private sealed class OnDispose(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
