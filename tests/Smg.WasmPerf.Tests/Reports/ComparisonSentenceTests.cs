using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Smg.WasmPerf.Wording;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class ComparisonSentenceTests
{
    [Theory]
    [InlineData(1.16, 1.1, 1.2, ComparisonVerdict.Slower, "B is 16 % slower (")]
    [InlineData(0.25, 0.2, 0.3, ComparisonVerdict.Faster, "B is 4 times faster (")]
    [InlineData(1.01, 0.99, 1.02, ComparisonVerdict.Same, "the same within 3 % (")]
    [InlineData(
        1.16,
        0.9,
        1.4,
        ComparisonVerdict.Undecided,
        "undecided: B is 16 % slower in the median, but the interval includes \"no difference\" ("
    )]
    [InlineData(
        1.16,
        1.01,
        1.4,
        ComparisonVerdict.Undecided,
        "undecided: B is 16 % slower in the median, but the interval includes effects below 3 % or within the noise floor of 1.01 % ("
    )]
    [InlineData(double.NaN, double.NaN, double.NaN, ComparisonVerdict.ShownOnly, "not judged (")]
    public void A_comparison_says_by_how_much_and_what_its_interval_includes(
        double ratio,
        double low,
        double high,
        ComparisonVerdict verdict,
        string start
    ) =>
        Assert.StartsWith(
            start,
            ComparisonSentence.Of(SampleResults.Comparison with { Ratio = ratio, Low = low, High = high, Verdict = verdict }),
            StringComparison.Ordinal
        );
}
