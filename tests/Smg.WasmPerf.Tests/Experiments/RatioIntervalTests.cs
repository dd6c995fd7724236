using CsCheck;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Experiments;

public sealed class RatioIntervalTests
{
    private static readonly Gen<MeasuredValue> Measured =
        from value in Gen.Double[1e-3, 1e6]
        from down in Gen.Double[0, 1]
        from up in Gen.Double[0, 1]
        select new MeasuredValue(value, value * (1 - down), value * (1 + up));

    [Fact]
    public void The_ratio_lies_in_its_interval_and_widens_with_either_side() =>
        Gen.Select(Measured, Measured)
            .Sample(
                (a, b) =>
                {
                    RatioInterval ratio = RatioInterval.Of(a, b);
                    RatioInterval sharpA = RatioInterval.Of(a with { Low = a.Value, High = a.Value }, b);
                    RatioInterval sharpB = RatioInterval.Of(a, b with { Low = b.Value, High = b.Value });
                    const double Slack = 1 + 1e-9;

                    Assert.Equal(b.Value / a.Value, ratio.Ratio);
                    Assert.InRange(ratio.Ratio, ratio.Low / Slack, ratio.High * Slack);
                    Assert.All(
                        new[] { sharpA, sharpB },
                        sharp => Assert.True(ratio.Low <= sharp.Low * Slack && sharp.High <= ratio.High * Slack)
                    );
                }
            );

    [Fact]
    public void Exchanging_the_sides_inverts_the_interval() =>
        Gen.Select(Measured, Measured)
            .Sample(
                (a, b) =>
                {
                    RatioInterval there = RatioInterval.Of(a, b);
                    RatioInterval back = RatioInterval.Of(b, a);

                    Assert.Equal(1 / there.High, back.Low, 1e-6 * Math.Max(1, back.Low));
                    Assert.Equal(there.High, 1 / back.Low, 1e-6 * Math.Max(1, there.High));
                },
                iter: 1_000
            );

    [Fact]
    public void The_interval_of_two_means_covers_the_true_ratio_in_95_of_100_runs()
    {
        const int Runs = 2_000;
        const double True = 1.1;
        Random random = new(7);
        int covered = 0;
        for (int run = 0; run < Runs; run++)
        {
            RatioInterval ratio = RatioInterval.Of(Mean(random, 100), Mean(random, 100 * True));
            covered += ratio.Low <= True && True <= ratio.High ? 1 : 0;
        }

        Assert.InRange(covered / (double)Runs, 0.935, 0.975);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0, 1, 1, 1)]
    [InlineData(0, 0, 0, 5, 4, 6, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(5, 4, 6, 0, 0, 0, 0, 0, 0)]
    [InlineData(0, 0, 0, 5, 0, 6, double.PositiveInfinity, 0, double.PositiveInfinity)]
    public void Nothing_has_a_ratio_too(
        double a,
        double aLow,
        double aHigh,
        double b,
        double bLow,
        double bHigh,
        double ratio,
        double low,
        double high
    ) => Assert.Equal(new RatioInterval(ratio, low, high), RatioInterval.Of(new(a, aLow, aHigh), new(b, bLow, bHigh)));

    [Fact]
    public void What_was_not_measured_has_no_interval()
    {
        RatioInterval ratio = RatioInterval.Of(
            MeasuredValue.Of(SampleResults.Benchmark("S", "M", 10, null) with { ErrorNs = double.NaN }),
            new(20, 19, 21)
        );

        Assert.False(ratio.HasInterval);
        Assert.Equal(2, ratio.Ratio);
    }

    /// <summary>The mean of many noisy values with the interval of BenchmarkDotNet's error.</summary>
    private static MeasuredValue Mean(Random random, double mean)
    {
        const int Count = 40;
        const double T999 = 3.558; // Student's quantile of 0.9995 at 39 degrees of freedom.
        double[] values = [.. Enumerable.Range(0, Count).Select(_ => mean * (1 + (0.05 * Noise.Normal(random))))];
        double average = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - average) * (value - average)) / (Count - 1));
        return MeasuredValue.Of(SampleResults.Benchmark("S", "M", average, null) with { ErrorNs = T999 * deviation / Math.Sqrt(Count) });
    }
}
