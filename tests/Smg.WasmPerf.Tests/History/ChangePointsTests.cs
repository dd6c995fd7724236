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
    [InlineData("normal", 50, 100)]
    [InlineData("skewed", 50, 30)]
    [InlineData("spikes", 50, 30)]
    [InlineData("normal", 20, 100)]
    [InlineData("skewed", 20, 100)]
    [InlineData("spikes", 20, 100)]
    public void Reports_of_noise_with_127_figures_flag_nothing(string shape, int runs, int reports)
    {
        const int Figures = 127;
        int flagged = 0;
        for (int seed = 0; seed < reports * Figures; seed++)
        {
            Random random = new(seed);
            flagged += ChangePoints.Find([.. Enumerable.Range(0, runs).Select(_ => 10 * Noise(shape, random))], Figures).Count;
        }

        Assert.Equal(0, flagged);
    }

    [Theory]
    [InlineData(20, 13, 70)]
    [InlineData(30, 14, 95)]
    [InlineData(50, 33, 95)]
    public void A_step_of_ten_percent_among_127_figures_is_found_at_its_run_or_the_one_beside_it(int runs, int step, int percent)
    {
        const int Series = 200;
        int found = 0;
        int exact = 0;
        for (int seed = 0; seed < Series; seed++)
        {
            Random random = new(seed);
            IReadOnlyList<int> changes = ChangePoints.Find(
                [.. Enumerable.Range(0, runs).Select(i => (i < step ? 10 : 11) * Noise("normal", random))],
                127
            );
            found += changes is [{ } at] && Math.Abs(at - step) <= 1 ? 1 : 0;
            exact += changes is [{ } place] && place == step ? 1 : 0;
        }

        Assert.InRange(found, Series * percent / 100, Series);
        Assert.InRange(exact, found * 85 / 100, Series);
    }

    [Fact]
    public void The_rank_test_is_exact()
    {
        // Of the C(6, 3) = 20 orders of three and three, one has the statistic 0, one 1, two 2, three 3, three 4.
        Assert.Equal([1.0, 2, 4, 7, 10], Enumerable.Range(0, 5).Select(u => Math.Round(LevelTest.ExactTail(3, 3, u) * 20, 9)));
        Assert.Equal(2 / 15_504.0, LevelTest.RankProbability(5, 15, 0), 1e-12);
    }

    [Theory]
    [InlineData(1, 12.706, 0.05)]
    [InlineData(2, 4.303, 0.05)]
    [InlineData(9, 3.250, 0.01)]
    [InlineData(10, 3.169, 0.01)]
    [InlineData(18, 6.924, 1.796e-6)]
    [InlineData(48, 3.505, 0.001)]
    public void The_tails_of_students_distribution_are_those_of_the_tables(int freedom, double t, double probability) =>
        Assert.InRange(LevelTest.StudentTails(t, freedom) / probability, 0.99, 1.01);

    private static double Noise(string shape, Random random) =>
        shape switch
        {
            "skewed" => Math.Exp(0.1 * Normal(random)),
            "spikes" => 1 + (0.02 * Normal(random)) + (random.NextDouble() < 0.1 ? random.NextDouble() : 0),
            _ => 1 + (0.025 * Normal(random)),
        };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public void In_few_runs_there_is_nothing_to_find(int runs) =>
        Assert.Empty(ChangePoints.Find([.. Enumerable.Range(0, runs).Select(i => i < runs / 2 ? 1.0 : 100)]));

    [Fact]
    public void A_change_below_the_smallest_effect_is_none() =>
        Assert.Empty(ChangePoints.Find([.. Enumerable.Range(0, 40).Select(i => i < 20 ? 100.0 : 102)]));

    [Fact]
    public void Up_and_down_again_are_two() =>
        Assert.Equal([10, 20], ChangePoints.Find([.. Enumerable.Range(0, 30).Select(i => i is >= 10 and < 20 ? 2.0 : 1)]));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
