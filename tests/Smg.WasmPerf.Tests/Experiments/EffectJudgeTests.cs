using CsCheck;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Experiments;

public sealed class EffectJudgeTests
{
    private static readonly Gen<RatioInterval> Ratio =
        from low in Gen.Double[0.5, 2]
        from width in Gen.Double[0, 0.5]
        select new RatioInterval(low * (1 + (width / 2)), low, low * (1 + width));

    [Theory]
    [InlineData(1.031, 1.2, ComparisonVerdict.Slower)]
    [InlineData(1.029, 1.2, ComparisonVerdict.Undecided)]
    [InlineData(0.98, 1.02, ComparisonVerdict.Same)]
    [InlineData(0.96, 1.04, ComparisonVerdict.Undecided)]
    [InlineData(0.96, 0.98, ComparisonVerdict.Undecided)]
    [InlineData(0.8, 0.97, ComparisonVerdict.Faster)]
    [InlineData(double.NaN, double.NaN, ComparisonVerdict.ShownOnly)]
    [InlineData(0, double.PositiveInfinity, ComparisonVerdict.Undecided)]
    public void Times_are_judged_by_the_whole_interval(double low, double high, ComparisonVerdict verdict) =>
        Assert.Equal(verdict, EffectJudge.Judge(new(1, low, high), 0.03, moreIsBetter: false));

    [Fact]
    public void Where_more_is_better_slower_is_faster() =>
        Gen.Select(Ratio, Gen.Double[0, 0.2])
            .Sample(
                (ratio, effect) =>
                    Assert.Equal(
                        Opposite(EffectJudge.Judge(ratio, effect, moreIsBetter: false)),
                        EffectJudge.Judge(ratio, effect, moreIsBetter: true)
                    )
            );

    [Fact]
    public void Exchanging_the_sides_turns_the_verdict() =>
        Gen.Select(Ratio, Gen.Double[0, 0.2])
            .Sample(
                (ratio, effect) =>
                {
                    RatioInterval exchanged = new(1 / ratio.Ratio, 1 / ratio.High, 1 / ratio.Low);
                    Assert.Equal(
                        Opposite(EffectJudge.Judge(ratio, effect, moreIsBetter: false)),
                        EffectJudge.Judge(exchanged, effect, moreIsBetter: false)
                    );
                }
            );

    [Fact]
    public void A_larger_effect_never_finds_more_differences() =>
        Gen.Select(Ratio, Gen.Double[0, 0.2], Gen.Double[0, 0.2])
            .Sample(
                (ratio, effect, more) =>
                {
                    ComparisonVerdict loose = EffectJudge.Judge(ratio, effect + more, moreIsBetter: false);
                    Assert.True(!IsDifference(loose) || loose == EffectJudge.Judge(ratio, effect, moreIsBetter: false));
                }
            );

    [Fact]
    public void A_narrower_interval_never_turns_a_decided_verdict() =>
        Gen.Select(Ratio, Gen.Double[0, 1], Gen.Double[0, 1])
            .Sample(
                (ratio, one, other) =>
                {
                    double Within(double part) => ratio.Low + (part * (ratio.High - ratio.Low));
                    RatioInterval narrow = new(ratio.Ratio, Within(Math.Min(one, other)), Within(Math.Max(one, other)));
                    ComparisonVerdict verdict = EffectJudge.Judge(ratio, 0.05, moreIsBetter: false);
                    Assert.True(verdict == ComparisonVerdict.Undecided || verdict == EffectJudge.Judge(narrow, 0.05, moreIsBetter: false));
                }
            );

    [Fact]
    public void A_negative_effect_is_a_mistake() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EffectJudge.Judge(new(1, 1, 1), -0.01, moreIsBetter: false));

    private static bool IsDifference(ComparisonVerdict verdict) => verdict is ComparisonVerdict.Faster or ComparisonVerdict.Slower;

    private static ComparisonVerdict Opposite(ComparisonVerdict verdict) =>
        verdict switch
        {
            ComparisonVerdict.Faster => ComparisonVerdict.Slower,
            ComparisonVerdict.Slower => ComparisonVerdict.Faster,
            _ => verdict,
        };
}
