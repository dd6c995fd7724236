using CsCheck;
using Smg.WasmPerf.Experiments;
using Xunit;

namespace Smg.WasmPerf.Tests.Experiments;

public sealed class MedianIntervalTests
{
    [Theory]
    // Ranks and confidences from the binomial distribution: 1 - 2 * P(B(n, 1/2) < rank).
    [InlineData(6, 1, 0.96875)]
    [InlineData(10, 2, 0.978515625)]
    [InlineData(20, 6, 0.9586105346679688)]
    [InlineData(100, 40, 0.9647998)]
    public void Ends_are_the_order_statistics_of_the_binomial_table(int n, int rank, double confidence)
    {
        MedianInterval interval = MedianInterval.Of(Enumerable.Range(1, n).Select(i => (double)i));

        Assert.Equal(rank, interval.Low);
        Assert.Equal(n - rank + 1, interval.High);
        Assert.Equal(confidence, interval.Confidence, 6);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.5)]
    [InlineData(5, 0.9375)]
    public void Too_few_samples_give_their_range_and_say_so(int n, double confidence)
    {
        MedianInterval interval = MedianInterval.Of(Enumerable.Range(1, n).Select(i => (double)i));

        Assert.Equal((1, n), (interval.Low, interval.High));
        Assert.Equal(confidence, interval.Confidence, 12);
    }

    [Fact]
    public void Median_lies_in_its_interval_and_the_interval_among_the_samples() =>
        Gen.Double[-1e6, 1e6]
            .Array[1, 200]
            .Sample(samples =>
            {
                MedianInterval interval = MedianInterval.Of(samples);
                Assert.True(interval.Low <= interval.Median && interval.Median <= interval.High);
                Assert.Contains(interval.Low, samples);
                Assert.Contains(interval.High, samples);
                Assert.Equal(samples.Length >= 6, interval.Confidence >= 0.95);
            });

    [Fact]
    public void Order_does_not_matter() =>
        Gen.Double[0, 10].Array[1, 60].Sample(samples => Assert.Equal(MedianInterval.Of(samples), MedianInterval.Of(samples.Reverse())));

    [Fact]
    public void Ten_thousand_samples_do_not_vanish_in_the_binomial_tail()
    {
        MedianInterval interval = MedianInterval.Of(Enumerable.Range(1, 10_000).Select(i => (double)i));

        // The normal approximation: n/2 -+ 1.96 * sqrt(n)/2.
        Assert.InRange(interval.Low, 4_895, 4_910);
        Assert.InRange(interval.Confidence, 0.95, 0.9525);
    }

    [Fact]
    public void Covers_the_true_median_of_a_skewed_distribution()
    {
        Random random = new(7);
        int covered = 0;
        for (int run = 0; run < 1_000; run++)
        {
            MedianInterval interval = MedianInterval.Of(Enumerable.Range(0, 41).Select(_ => Math.Exp(2 * Noise.Normal(random))));
            covered += interval.Low <= 1 && 1 <= interval.High ? 1 : 0;
        }

        Assert.InRange(covered, 940, 985);
    }

    [Fact]
    public void Nothing_has_no_median()
    {
        Assert.ThrowsAny<ArgumentException>(() => MedianInterval.Of([]));
        Assert.ThrowsAny<ArgumentException>(() => MedianInterval.Of([1, double.NaN]));
    }
}
