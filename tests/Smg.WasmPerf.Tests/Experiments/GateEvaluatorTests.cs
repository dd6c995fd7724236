using CsCheck;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Experiments;

public sealed class GateEvaluatorTests
{
    [Theory]
    [InlineData(5, 6, GateDirection.AtLeast, GateVerdict.Passed)]
    [InlineData(4.9, 6, GateDirection.AtLeast, GateVerdict.Undecided)]
    [InlineData(4, 5, GateDirection.AtLeast, GateVerdict.Undecided)]
    [InlineData(4, 4.9, GateDirection.AtLeast, GateVerdict.Failed)]
    [InlineData(4, 5, GateDirection.AtMost, GateVerdict.Passed)]
    [InlineData(4, 5.1, GateDirection.AtMost, GateVerdict.Undecided)]
    [InlineData(5, 6, GateDirection.AtMost, GateVerdict.Undecided)]
    [InlineData(5.1, 6, GateDirection.AtMost, GateVerdict.Failed)]
    [InlineData(double.NaN, double.NaN, GateDirection.AtLeast, GateVerdict.Undecided)]
    [InlineData(double.NaN, double.NaN, GateDirection.AtMost, GateVerdict.Undecided)]
    public void Verdict_follows_the_interval(double low, double high, GateDirection direction, GateVerdict verdict) =>
        Assert.Equal(verdict, GateEvaluator.Evaluate(low, high, 5, direction));

    [Fact]
    public void No_interval_both_passes_and_fails_and_turning_the_direction_never_passes_both() =>
        Gen.Select(Gen.Double[0, 10], Gen.Double[0.001, 5], Gen.Double[0, 10])
            .Sample(
                (low, width, threshold) =>
                {
                    GateVerdict atLeast = GateEvaluator.Evaluate(low, low + width, threshold, GateDirection.AtLeast);
                    GateVerdict atMost = GateEvaluator.Evaluate(low, low + width, threshold, GateDirection.AtMost);
                    Assert.False(atLeast == GateVerdict.Passed && atMost == GateVerdict.Passed);
                    Assert.Equal(
                        low < threshold && threshold < low + width,
                        atLeast == GateVerdict.Undecided && atMost == GateVerdict.Undecided
                    );
                }
            );

    [Fact]
    public void Few_pairs_decide_nothing()
    {
        MedianInterval five = MedianInterval.Of([9, 9, 9, 9, 9]);
        MedianInterval six = MedianInterval.Of([9, 9, 9, 9, 9, 9]);

        Assert.Equal(GateVerdict.Undecided, GateEvaluator.Evaluate(five, 5, GateDirection.AtLeast));
        Assert.Equal(GateVerdict.Passed, GateEvaluator.Evaluate(six, 5, GateDirection.AtLeast));
    }
}
