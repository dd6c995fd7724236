using System.Security.Cryptography;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Load;
using Xunit;

namespace Smg.WasmPerf.Tests.Experiments;

[Collection(LoadMachine.Name)]
public sealed class LiveComparisonTests
{
    private static readonly byte[] Data = new byte[1 << 14];

    [Fact]
    public void The_same_work_on_both_sides_is_never_a_difference()
    {
        Estimate estimate = Run(0.1, 4, () => new(Hashes(20), Hashes(20), Hashes(20)));

        Assert.Contains(estimate.Verdict, new[] { ComparisonVerdict.Same, ComparisonVerdict.Undecided });
    }

    [Fact]
    public void A_third_more_work_is_found_and_less_work_too()
    {
        Estimate slower = Run(0.05, 60, () => new(Hashes(30), Hashes(30), Hashes(39)));
        Estimate faster = Run(0.05, 60, () => new(Hashes(39), Hashes(39), Hashes(30)));

        Assert.Equal((ComparisonVerdict.Slower, ComparisonVerdict.Faster), (slower.Verdict, faster.Verdict));
        Assert.True(slower.AboveUs > slower.BelowUs);
    }

    [Fact]
    public void A_difference_within_the_noise_floor_is_undecided()
    {
        Estimate estimate = Run(0.03, 0.2, () => new(() => 10, () => 15, () => 12));

        Assert.Equal((1.2, 1.5, 0.5), (estimate.Ratio.Median, estimate.Control!.Median, Math.Round(estimate.NoiseFloor, 9)));
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
            Estimate estimate = Run(
                0.03,
                0.05,
                () =>
                {
                    (double a, double control, double b) = (Luck(), Luck(), Luck());
                    rounds++;
                    return new(() => a, () => control, () => b);
                }
            );
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
        List<int> counts = [];
        Estimate estimate = new LiveComparison(new() { MinRounds = 12 }).Run(
            () =>
            {
                made++;
                return new(() => 10, () => 10, () => 10, new OnDispose(() => disposed++));
            },
            now => counts.Add(now.Ratio.Samples),
            TestContext.Current.CancellationToken
        );

        Assert.Equal((12, 12, 12, ComparisonVerdict.Same), (made, disposed, estimate.Ratio.Samples, estimate.Verdict));
        Assert.Equal(Enumerable.Range(1, 12), counts);
    }

    [Fact]
    public void Too_little_time_leaves_even_a_clear_difference_undecided()
    {
        Estimate estimate = new LiveComparison(new() { TimeBudget = TimeSpan.Zero }).Run(
            () => new(() => 10, () => 10, () => 30),
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal((1, ComparisonVerdict.Undecided), (estimate.Ratio.Samples, estimate.Verdict));
    }

    [Fact]
    public void Each_of_several_cases_has_its_own_verdict_and_a_decided_one_is_not_measured_further()
    {
        int rounds = 0;
        int[] blocks = new int[2];
        double noise = 1;
        IReadOnlyList<Estimate> estimates = new LiveComparison(
            new() { MinRounds = 8, TimeBudget = TimeSpan.FromHours(1) },
            new StepClock(() => rounds)
        ).Run(
            2,
            () =>
            {
                rounds++;
                noise = rounds % 2 == 0 ? 1.2 : 0.8;
                return new LiveRound([Case(0, 1.05, 1), Case(1, 1, noise)]);
            }
        );

        Assert.Equal([ComparisonVerdict.Slower, ComparisonVerdict.Undecided], [.. estimates.Select(estimate => estimate.Verdict)]);
        Assert.Equal(8, estimates[0].Ratio.Samples);
        Assert.True(estimates[1].Ratio.Samples > 8);
        Assert.True(blocks[0] < blocks[1]);

        ComparisonArms Case(int i, double b, double wobble) => new(() => Count(i, 10), () => Count(i, 10), () => Count(i, 10 * b * wobble));
        double Count(int i, double us)
        {
            blocks[i]++;
            return us;
        }
    }

    [Fact]
    public void Every_round_is_disposed_with_what_it_owns()
    {
        Owned owned = new();
        new LiveComparison(new() { TimeBudget = TimeSpan.Zero }).Run(1, () => new LiveRound([new(() => 1, () => 1, () => 1)], owned));
        Assert.True(owned.IsDisposed);
    }

    private sealed class Owned : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    /// <summary>A clock by which each round takes a minute.</summary>
    private sealed class StepClock(Func<int> rounds) : TimeProvider
    {
        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => rounds() * 60L;
    }

    private static Estimate Run(double effect, double seconds, Func<ComparisonArms> prepare) =>
        new LiveComparison(new() { Effect = effect, TimeBudget = TimeSpan.FromSeconds(seconds) }).Run(
            prepare,
            cancellationToken: TestContext.Current.CancellationToken
        );

    private static Func<double> Hashes(int count) =>
        () =>
            BlockTimer.MicrosecondsPerOperation(
                1,
                () =>
                {
                    for (int i = 0; i < count; i++)
                    {
                        _ = SHA256.HashData(Data);
                    }
                }
            );

    private sealed class OnDispose(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
