using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Comparison;

/// <summary>A live comparison as rows: B against A, and the control.</summary>
public static class LiveRows
{
    private const string NotShown = "-";

    /// <summary>The two rows.</summary>
    /// <param name="result">The comparison.</param>
    public static IReadOnlyList<ComparisonRow> Of(ComparisonResult result) =>
        [
            Row(result) with
            {
                Name = "B against A",
                Note = Quantity.Count(result.Rounds, "round"),
            },
            new(
                "control: A against A",
                NotShown,
                NotShown,
                new(result.ControlRatio, result.ControlLow, result.ControlHigh),
                ComparisonVerdict.ShownOnly,
                $"noise floor {Quantity.Number(result.NoiseFloorPercent)} %"
            ),
        ];

    /// <summary>The comparison as one row by its name.</summary>
    /// <remarks>
    /// The ratio is the median of the rounds' paired ratios, which the quotient of the sides' medians need not equal: where that lies
    /// outside the ratio's interval, it would contradict the verdict beside it, and the sides' medians are left out.
    /// </remarks>
    /// <param name="result">The comparison.</param>
    public static ComparisonRow Row(ComparisonResult result)
    {
        double quotient = result.BMedianUs / result.AMedianUs;
        bool agrees = quotient >= result.Low && quotient <= result.High && (quotient - 1) * (result.Ratio - 1) >= 0;
        return new(
            result.Name,
            agrees ? $"median {Quantity.Time(result.AMedianUs)}" : NotShown,
            agrees ? $"median {Quantity.Time(result.BMedianUs)}" : NotShown,
            new(result.Ratio, result.Low, result.High),
            result.Verdict,
            $"{result.Rounds} rounds, noise floor {Quantity.Number(result.NoiseFloorPercent)} %"
        );
    }
}
