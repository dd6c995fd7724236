using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Experiments;

/// <summary>
/// What an experiment knows of two arms: the ratio of their times, and beside it the ratio of two equal arms where it has a control.
/// </summary>
/// <remarks>
/// A sample is a pair of blocks, or the median of a round of pairs whose arms were recreated for it. Gates put A over B; comparisons and
/// searches B over A.
/// </remarks>
public sealed record Estimate
{
    /// <summary>The median of the samples' ratios, one arm's time over the other's, with its 95 % interval.</summary>
    public required MedianInterval Ratio { get; init; }

    /// <summary>The same for a second arm like the one below the line: 1 but for noise. Null without a control.</summary>
    public MedianInterval? Control { get; init; }

    /// <summary>Every sample's ratio, in the order in which they ran.</summary>
    public required IReadOnlyList<double> Samples { get; init; }

    /// <summary>The median time of one operation of the arm above the line, in microseconds.</summary>
    public required double AboveUs { get; init; }

    /// <summary>The median time of one operation of the arm below the line, in microseconds.</summary>
    public required double BelowUs { get; init; }

    /// <summary>Pairs of blocks of the two arms that count.</summary>
    public required int Pairs { get; init; }

    /// <summary>Why the experiment stopped; while it runs, <see cref="StopReason.TimeBudget"/>.</summary>
    public StopReason StopReason { get; init; } = StopReason.TimeBudget;

    /// <summary>The smallest effect of interest as a part of 1: 0.03 for 3 %. Defaults to 0.</summary>
    public double Effect { get; init; }

    /// <summary>The time that it took. Zero where the experiment is one round of another.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>
    /// How far from 1 the control's interval reaches, as a part of 1: the difference that this machine now shows between equal things. Zero
    /// without a control.
    /// </summary>
    public double NoiseFloor => Control is { } control ? Math.Max(control.High, 1 / control.Low) - 1 : 0;

    /// <summary>
    /// What the arm above the line is, held against the other. A difference must be beyond the effect and the noise floor. The arms are the
    /// same when the interval is within the effect and the noise floor is too: a machine that cannot distinguish A from A at that precision
    /// cannot show that B is the same.
    /// </summary>
    public ComparisonVerdict Verdict
    {
        get
        {
            if (Ratio.Confidence < MedianInterval.DefaultConfidence)
            {
                return ComparisonVerdict.Undecided;
            }

            RatioInterval ratio = new(Ratio.Median, Ratio.Low, Ratio.High);
            double beyond = Math.Max(Effect, NoiseFloor);
            return EffectJudge.IsAbove(ratio, beyond) ? ComparisonVerdict.Slower
                : EffectJudge.IsBelow(ratio, beyond) ? ComparisonVerdict.Faster
                : NoiseFloor <= Effect && EffectJudge.IsWithin(ratio, Effect) ? ComparisonVerdict.Same
                : ComparisonVerdict.Undecided;
        }
    }

    /// <summary>The outcome of a comparison of B over A, as the results keep it.</summary>
    /// <param name="name">What was called.</param>
    /// <param name="aOptions">What was set for the A side alone.</param>
    /// <param name="bOptions">What was set for the B side alone.</param>
    public ComparisonResult ToResult(string name, IReadOnlyList<string> aOptions, IReadOnlyList<string> bOptions) =>
        new()
        {
            Name = name,
            AOptions = aOptions,
            BOptions = bOptions,
            Ratio = Ratio.Median,
            Low = Ratio.Low,
            High = Ratio.High,
            ControlRatio = Control?.Median ?? double.NaN,
            ControlLow = Control?.Low ?? double.NaN,
            ControlHigh = Control?.High ?? double.NaN,
            NoiseFloorPercent = NoiseFloor * 100,
            MinEffectPercent = Effect * 100,
            Verdict = Verdict,
            Rounds = Ratio.Samples,
            Pairs = Pairs,
            Seconds = Elapsed.TotalSeconds,
            AMedianUs = BelowUs,
            BMedianUs = AboveUs,
        };
}
