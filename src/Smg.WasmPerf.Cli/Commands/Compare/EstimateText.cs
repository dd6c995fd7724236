using System.Globalization;
using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>What a running comparison knows so far, in the words of its progress.</summary>
internal static class EstimateText
{
    /// <summary>The ratio of B to A.</summary>
    public static string Ratio(Estimate now) => string.Create(CultureInfo.InvariantCulture, $"{now.Ratio.Median:F3}");

    /// <summary>The ratio's 95 % interval.</summary>
    public static string Interval(Estimate now) =>
        string.Create(CultureInfo.InvariantCulture, $"[{now.Ratio.Low:F3}, {now.Ratio.High:F3}]");

    /// <summary>The noise floor.</summary>
    public static string Noise(Estimate now) => string.Create(CultureInfo.InvariantCulture, $"{now.NoiseFloor * 100:F1} %");

    /// <summary>Says that the time was too short for a verdict, and how much is needed; null where it was long enough.</summary>
    public static string? TooFewRounds(Estimate now)
    {
        if (now.Ratio.Confidence >= MedianInterval.DefaultConfidence)
        {
            return null;
        }

        TimeSpan round = now.Elapsed / now.Ratio.Samples;
        double minutes = Math.Ceiling(round.TotalMinutes * new LiveComparisonOptions().MinRounds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"No verdict: a round took {Seconds(round)}, and an interval of 95 % needs at least {MedianInterval.LeastSamples} rounds. Use --for {minutes}m."
        );
    }

    /// <summary>A time in whole seconds.</summary>
    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s");
}
