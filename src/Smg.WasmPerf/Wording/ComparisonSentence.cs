using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Wording;

/// <summary>A comparison's outcome as a sentence: by how much B differs from A, and what the interval says of it.</summary>
public static class ComparisonSentence
{
    private const double Twice = 2;

    /// <summary>
    /// The outcome, for instance <c>B is 22 % faster</c>, or <c>undecided: B is 16 % slower in the median, but the interval includes "no
    /// difference"</c>.
    /// </summary>
    /// <param name="result">The comparison.</param>
    public static string Of(ComparisonResult result)
    {
        string interval = string.Create(
            CultureInfo.InvariantCulture,
            $"time of B over A {result.Ratio:0.000}, 95 % interval [{result.Low:0.000}, {result.High:0.000}]"
        );
        return Of(result, "B", By(result.Ratio, "slower", "faster"), interval);
    }

    /// <summary>The same of a search's winner, as a gain over the default: its goal need not be a time.</summary>
    /// <param name="result">The winner (B) against the default (A).</param>
    public static string OfWinner(ComparisonResult result)
    {
        string interval = string.Create(
            CultureInfo.InvariantCulture,
            $"{1 / result.Ratio:0.000}x as good, 95 % interval [{1 / result.High:0.000}, {1 / result.Low:0.000}]"
        );
        return Of(result, "the winner", By(1 / result.Ratio, "better", "worse"), interval);
    }

    private static string Of(ComparisonResult result, string subject, string by, string interval)
    {
        string effect = $"{Quantity.Number(result.MinEffectPercent)} %";
        return result.Verdict switch
        {
            ComparisonVerdict.Faster or ComparisonVerdict.Slower => $"{subject} is {by} ({interval})",
            ComparisonVerdict.Same => $"the same within {effect} ({interval})",
            ComparisonVerdict.ShownOnly => $"not judged ({interval})",
            _ when result.Low <= 1 && result.High >= 1 =>
                $"undecided: {subject} is {by} in the median, but the interval includes \"no difference\" ({interval})",
            _ => $"undecided: {subject} is {by} in the median, but the interval includes effects below {effect} or within the "
                + $"noise floor of "
                + $"{Quantity.Number(result.NoiseFloorPercent)} % ({interval})",
        };
    }

    /// <summary>A ratio as an effect: <c>16 % slower</c>, <c>3.2 times slower</c>.</summary>
    private static string By(double ratio, string above, string below)
    {
        if (!double.IsFinite(ratio) || ratio <= 0)
        {
            return "not measurable";
        }

        double times = Math.Max(ratio, 1 / ratio);
        string word = ratio < 1 ? below : above;
        return times >= Twice
            ? $"{Quantity.Number(times)} times {word}"
            : $"{Quantity.Number(Math.Round(100 * Math.Abs(ratio - 1), 1))} % {word}";
    }
}
