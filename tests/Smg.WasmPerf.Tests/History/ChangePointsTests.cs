using Smg.WasmPerf.History;
using Xunit;

namespace Smg.WasmPerf.Tests.History;

public sealed class ChangePointsTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public void Noise_alone_rarely_has_a_change_and_ten_percent_in_it_nearly_always(int runs)
    {
        const int Series = 200;
        int falseAlarms = 0;
        int found = 0;
        for (int seed = 0; seed < Series; seed++)
        {
            Random random = new(seed);
            double[] noise = [.. Enumerable.Range(0, runs).Select(_ => 0.3 * Normal(random))];
            falseAlarms += ChangePoints.Find([.. noise.Select(one => 10 + one)]).Count > 0 ? 1 : 0;
            found += ChangePoints.Find([.. noise.Select((one, i) => (i < runs * 2 / 3 ? 10 : 11) + one)]) is [_] ? 1 : 0;
        }

        Assert.InRange(falseAlarms, 0, Series * 4 / 100);
        Assert.InRange(found, Series * 95 / 100, Series);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public void In_few_runs_there_is_nothing_to_find(int runs) => Assert.Empty(ChangePoints.Find([.. Enumerable.Range(0, runs).Select(i => i < runs / 2 ? 1.0 : 100)]));

    [Fact]
    public void A_change_below_the_smallest_effect_is_none() => Assert.Empty(ChangePoints.Find([.. Enumerable.Range(0, 40).Select(i => i < 20 ? 100.0 : 102)]));

    [Fact]
    public void Up_and_down_again_are_two() => Assert.Equal([10, 20], ChangePoints.Find([.. Enumerable.Range(0, 30).Select(i => i is >= 10 and < 20 ? 2.0 : 1)]));

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
