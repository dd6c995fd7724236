using CsCheck;
using Smg.WasmPerf.Tuning;
using Xunit;

namespace Smg.WasmPerf.Tests.Tuning;

public sealed class RateSearchTests
{
    private static readonly Gen<RateSearchOptions> AnyOptions = Gen.Select(Gen.Int[1, 2_000], Gen.Double[0.01, 0.5])
        .Select((from, precision) => new RateSearchOptions { From = from, Precision = precision });

    [Fact]
    public void The_maximum_is_the_true_one_to_the_precision() =>
        Gen.Select(AnyOptions, Gen.Int[1, 900_000])
            .Sample(
                (options, limit) =>
                {
                    RateSearchOutcome outcome = Search(options, rate => rate <= limit ? RateVerdict.Passed : RateVerdict.Missed);

                    Assert.Equal(limit < options.From, outcome.IsMissed);
                    if (limit < options.From)
                    {
                        Assert.Null(outcome.Maximum);
                        return;
                    }

                    Assert.True(outcome.IsFound);
                    Assert.InRange(outcome.Maximum!.Value, 1, limit);
                    Assert.True(outcome.Above > limit, $"{outcome.Above} above {limit}");
                    Assert.True(outcome.Above - outcome.Maximum <= Math.Max(1, outcome.Maximum.Value * options.Precision));
                    Assert.True(outcome.Below is null || outcome.Below < outcome.Maximum);
                    Assert.Equal(new RateLevel(outcome.Maximum.Value, RateVerdict.Passed, "confirm"), outcome.Levels[^1]);
                },
                iter: 500
            );

    [Fact]
    public void Where_the_generator_ends_first_that_is_said_and_no_maximum_claimed() =>
        Gen.Select(AnyOptions, Gen.Int[1, 900_000], Gen.Int[1, 900_000])
            .Sample(
                (options, limit, generator) =>
                {
                    RateSearchOutcome outcome = Search(
                        options,
                        rate =>
                            rate > generator ? RateVerdict.GeneratorLimited
                            : rate > limit ? RateVerdict.Missed
                            : RateVerdict.Passed
                    );

                    Assert.True(outcome.Maximum is null || outcome.Maximum <= Math.Min(limit, generator));
                    if (generator <= limit)
                    {
                        Assert.False(outcome.IsFound);
                        Assert.Equal(RateVerdict.GeneratorLimited, outcome.Limit);
                    }
                    else if (limit >= options.From && generator > limit * (1 + options.Precision) + 1)
                    {
                        Assert.True(outcome.IsFound);
                    }
                },
                iter: 500
            );

    [Fact]
    public void Disturbed_levels_lower_the_maximum_and_never_raise_it()
    {
        int near = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            RateSearchOutcome outcome = Search(
                new(),
                rate => rate > 20_000 || random.NextDouble() < 0.1 ? RateVerdict.Missed : RateVerdict.Passed
            );

            Assert.True(outcome.Maximum is null or <= 20_000);
            Assert.True(outcome.Levels.Count < 100);
            near += outcome.Maximum >= 18_000 ? 1 : 0;
        }

        Assert.InRange(near, 180, 200);
    }

    [Fact]
    public void A_maximum_that_does_not_pass_again_is_the_first_that_misses()
    {
        int atTop = 0;
        RateSearchOutcome outcome = Search(
            new() { From = 1000, Precision = 0.1 },
            rate => rate > 4000 || (rate == 4000 && ++atTop > 1) ? RateVerdict.Missed : RateVerdict.Passed
        );

        Assert.InRange(outcome.Maximum!.Value, 3600, 3999);
        Assert.Equal(4000, outcome.Above);
        Assert.True(outcome.IsFound);
    }

    [Fact]
    public void An_objective_that_holds_to_the_highest_rate_is_unbroken()
    {
        RateSearchOutcome outcome = Search(new() { From = 300, To = 1000 }, _ => RateVerdict.Passed);

        Assert.Equal((1000, 600, null, RateVerdict.Passed), (outcome.Maximum, outcome.Below, outcome.Above, outcome.Limit));
        Assert.False(outcome.IsFound);
        Assert.Equal([300, 600, 1000, 1000], outcome.Levels.Select(level => level.Rate));
    }

    [Fact]
    public void A_machine_that_is_busy_at_the_lowest_rate_is_asked_for_a_higher_one()
    {
        RateSearchOutcome outcome = Search(
            new() { From = 250 },
            rate =>
                rate < 500 ? RateVerdict.GeneratorLimited
                : rate > 8_000 ? RateVerdict.Missed
                : RateVerdict.Passed
        );

        Assert.True(outcome.IsFound);
        Assert.InRange(outcome.Maximum!.Value, 7_600, 8_000);
    }

    [Fact]
    public void A_machine_that_is_always_busy_leaves_the_lowest_rate_undecided_and_not_missed()
    {
        RateSearchOutcome late = Search(new() { From = 250 }, _ => RateVerdict.GeneratorLimited);
        RateSearchOutcome missedAbove = Search(
            new() { From = 250 },
            rate => rate < 500 ? RateVerdict.GeneratorLimited : RateVerdict.Missed
        );

        Assert.Equal((null, 250, RateVerdict.GeneratorLimited), (late.Maximum, late.Above, late.Limit));
        Assert.Equal((null, 250, RateVerdict.GeneratorLimited), (missedAbove.Maximum, missedAbove.Above, missedAbove.Limit));
        Assert.False(missedAbove.IsMissed);
        Assert.Equal(3 * 5, late.Levels.Count);
    }

    private static RateSearchOutcome Search(RateSearchOptions options, Func<int, RateVerdict> measure) =>
        new RateSearch(options, (rate, _, _) => Task.FromResult(measure(rate))).RunAsync().GetAwaiter().GetResult();
}
