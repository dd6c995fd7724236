using Smg.WasmPerf.Results;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Comparison;

/// <summary>What a live comparison knows so far.</summary>
/// <param name="Effect">The smallest effect of interest as a part of 1.</param>
/// <param name="Ratio">The rounds' ratios B/A with their interval.</param>
/// <param name="Control">The rounds' ratios of the control over A with their interval.</param>
/// <param name="AMedianUs">The median time of one operation of the A side, in microseconds.</param>
/// <param name="BMedianUs">The median time of one operation of the B side, in microseconds.</param>
/// <param name="Pairs">Pairs of A and B in all rounds.</param>
/// <param name="Elapsed">The time that it took.</param>
public sealed record LiveEstimate(double Effect, MedianInterval Ratio, MedianInterval Control, double AMedianUs, double BMedianUs, int Pairs, TimeSpan Elapsed)
{
    /// <summary>How far from 1 the control's interval reaches, as a part of 1: the difference that this machine now shows between equal things.</summary>
    public double NoiseFloor => Math.Max(Control.High, 1 / Control.Low) - 1;

    /// <summary>
    /// A difference must be beyond the effect and the noise floor. The sides are the same when the interval is within the effect and the noise
    /// floor is too: a machine that cannot tell A from A at that precision cannot tell that B is the same.
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

    /// <summary>The outcome as the results keep it.</summary>
    /// <param name="name">What was called.</param>
    /// <param name="aOptions">What was set for the A side alone.</param>
    /// <param name="bOptions">What was set for the B side alone.</param>
    public ComparisonResult ToResult(string name, IReadOnlyList<string> aOptions, IReadOnlyList<string> bOptions) => new()
    {
        Name = name,
        AOptions = aOptions,
        BOptions = bOptions,
        Ratio = Ratio.Median,
        Low = Ratio.Low,
        High = Ratio.High,
        ControlRatio = Control.Median,
        ControlLow = Control.Low,
        ControlHigh = Control.High,
        NoiseFloorPercent = NoiseFloor * 100,
        MinEffectPercent = Effect * 100,
        Verdict = Verdict,
        Rounds = Ratio.Samples,
        Pairs = Pairs,
        Seconds = Elapsed.TotalSeconds,
        AMedianUs = AMedianUs,
        BMedianUs = BMedianUs,
    };
}
