using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Smg.WasmPerf.Experiments;
using Xunit;

namespace Smg.WasmPerf.Tests.Experiments;

/// <summary>
/// Experiments on fixed samples run their blocks in the same order, stop at the same trial and find the same intervals as when these
/// figures were noted. A change here changes what every gate and comparison so far means: note it in docs/changes.
/// </summary>
public sealed class FixedSamplesTests
{
    [Theory]
    [InlineData(9, "Decided 50 of 188 blocks 638CCD69: 8.75888175 [7.73095837, 9.50358821], 88.9865434 over 10.3845416 us")]
    [InlineData(5.6, "Decided 63 of 214 blocks F200FEF6: 5.54320999 [5.1261945, 5.86912431], 54.4931722 over 10.3090154 us")]
    [InlineData(5, "Decided 245 of 578 blocks 673C274F: 4.78306343 [4.65277282, 4.99547559], 47.3359859 over 10.0805663 us")]
    public void A_gate_measures_and_stops_as_before(double ratio, string expected)
    {
        FixedSamples samples = new(7, blockMs: 8);
        Estimate estimate = new PairedComparison(GateOptions(5), samples).Run(
            samples.Pairs(ratio),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(expected, Line(estimate, samples));
    }

    [Theory]
    [InlineData(1, "TimeBudget 600 of 3000 blocks C5E798BF: 0.99933704 [0.97878133, 1.02702252], 10.0739052 over 10.0714483 us")]
    [InlineData(1.04, "TimeBudget 600 of 3000 blocks C5E798BF: 1.03931052 [1.01793258, 1.06810342], 10.4768615 over 10.0714483 us")]
    [InlineData(1.2, "Decided 144 of 720 blocks BCCD4DEA: 1.16947282 [1.1184679, 1.2886586], 11.706533 over 10.1483185 us")]
    public void A_comparison_measures_and_stops_as_before(double ratio, string expected)
    {
        FixedSamples samples = new(7, blockMs: 5);
        Estimate estimate = new LiveComparison(new() { TimeBudget = TimeSpan.FromSeconds(15) }, samples).Run(
            () => Arms(samples, ratio),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(expected, Line(estimate, samples));
    }

    /// <summary>What gates of ratios are measured with.</summary>
    internal static PairedComparisonOptions GateOptions(double threshold) =>
        new()
        {
            Threshold = threshold,
            FarFactor = 1.25,
            MinTime = TimeSpan.FromSeconds(1.5),
            WarmUpTime = TimeSpan.FromSeconds(0.7),
            TimeBudget = TimeSpan.FromSeconds(5),
            Grace = TimeSpan.FromSeconds(10),
            TargetRelativeHalfWidth = 0.1,
        };

    internal static ComparisonArms Arms(FixedSamples samples, double ratio) =>
        new(samples.Arm('A', 10), samples.Arm('C', 10), samples.Arm('B', 10 * ratio));

    internal static string Line(Estimate estimate, FixedSamples samples)
    {
        string order = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes([.. samples.Order])))[..8];
        MedianInterval ratio = estimate.Ratio;
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{ratio.Median:G9} [{ratio.Low:G9}, {ratio.High:G9}], {estimate.AboveUs:G9} over {estimate.BelowUs:G9} us"
        );
        return $"{estimate.StopReason} {estimate.Pairs} of {samples.Order.Count} blocks {order}: {figures}";
    }
}
