using Smg.Gateway.Simulator;

namespace Smg.Gateway.Tests.Simulator;

public sealed class LatencyDistributionTests
{
    private const int Draws = 20_000;

    [Theory]
    [InlineData("12.5", 12.5, 12.5, 12.5)]
    [InlineData("uniform:10-30", 20, 29.8, 30)]
    [InlineData("exponential:20", 13.86, 92.1, 600_000)]
    [InlineData("lognormal:20-200", 20, 200, 600_000)]
    public void Waits_have_the_median_and_the_99th_percentile_that_were_asked_for(string text, double median, double p99, double max)
    {
        Assert.True(LatencyDistribution.TryParse(text, out LatencyDistribution? distribution));
        double[] waits = [.. Enumerable.Range(0, Draws).Select(_ => distribution!.Next().TotalMilliseconds).Order()];

        // Of 20,000 draws, a p99 strays by less than 3 %, a lognormal's by less than 15 %.
        Assert.InRange(waits[Draws / 2], median * 0.9, median * 1.1);
        Assert.InRange(waits[Draws * 99 / 100], p99 * 0.8, p99 * 1.2);
        Assert.InRange(waits[^1], 0, max);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("1e9")]
    [InlineData("700000")]
    [InlineData("uniform:5")]
    [InlineData("normal:5-6")]
    [InlineData("uniform:1-2-3")]
    [InlineData("a:b:c")]
    public void What_is_no_distribution_is_refused(string text) => Assert.False(LatencyDistribution.TryParse(text, out _));
}
