using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Comparison;

public sealed class LiveRowsTests
{
    private static readonly ComparisonResult Result = new()
    {
        Name = "call",
        AOptions = [],
        BOptions = [],
        Ratio = 1.05,
        Low = 1.04,
        High = 1.06,
        ControlRatio = 1,
        ControlLow = 0.99,
        ControlHigh = 1.01,
        NoiseFloorPercent = 1,
        MinEffectPercent = 3,
        Verdict = ComparisonVerdict.Slower,
        Rounds = 12,
        Pairs = 96,
        Seconds = 10,
        AMedianUs = 10,
        BMedianUs = 10.5,
    };

    [Fact]
    public void Medians_that_agree_with_the_ratio_are_shown_and_marked() =>
        Assert.Equal(("median 10 µs", "median 10.5 µs"), (LiveRows.Row(Result).A, LiveRows.Row(Result).B));

    [Theory]
    [InlineData(9.5)]
    [InlineData(10)]
    [InlineData(12)]
    public void Medians_that_contradict_the_ratio_are_left_out(double b) =>
        Assert.Equal(("-", "-"), (LiveRows.Row(Result with { BMedianUs = b }).A, LiveRows.Row(Result with { BMedianUs = b }).B));
}
