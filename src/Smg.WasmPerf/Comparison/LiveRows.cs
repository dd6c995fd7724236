using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Comparison;

/// <summary>A live comparison as rows: B against A, and the control.</summary>
public static class LiveRows
{
    /// <summary>The two rows.</summary>
    /// <param name="result">The comparison.</param>
    public static IReadOnlyList<ComparisonRow> Of(ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return
        [
            new(
                "B against A",
                Quantity.Time(result.AMedianUs),
                Quantity.Time(result.BMedianUs),
                new(result.Ratio, result.Low, result.High),
                result.Verdict,
                Quantity.Count(result.Rounds, "round")),
            new(
                "control: A against A",
                Quantity.Time(result.AMedianUs),
                Quantity.Time(result.AMedianUs * result.ControlRatio),
                new(result.ControlRatio, result.ControlLow, result.ControlHigh),
                ComparisonVerdict.ShownOnly,
                $"noise floor {Quantity.Number(result.NoiseFloorPercent)} %"),
        ];
    }
}
