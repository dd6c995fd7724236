using Smg.WasmPerf.Cli.Commands.Compare;
using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>What a comparison says of itself.</summary>
public sealed class EstimateTextTests
{
    [Theory]
    [InlineData(4, 68, "No verdict: a round took 17 s, and an interval of 95 % needs at least 6 rounds. Use --for 4m.")]
    [InlineData(5, 5, "No verdict: a round took 1 s, and an interval of 95 % needs at least 6 rounds. Use --for 1m.")]
    [InlineData(6, 102, null)]
    public void A_comparison_of_too_few_rounds_says_how_long_it_takes(int rounds, int seconds, string? expected)
    {
        double[] ratios = [.. Enumerable.Repeat(0.25, rounds)];
        Estimate estimate = new()
        {
            Ratio = MedianInterval.Of(ratios),
            Samples = ratios,
            AboveUs = 1,
            BelowUs = 4,
            Pairs = rounds,
            Elapsed = TimeSpan.FromSeconds(seconds),
        };
        Assert.Equal(expected, EstimateText.TooFewRounds(estimate));
    }
}
