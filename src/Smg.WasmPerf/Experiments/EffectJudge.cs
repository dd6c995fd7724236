using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Experiments;

/// <summary>Holds the interval of a ratio B/A against the smallest effect of interest.</summary>
/// <remarks>
/// An effect of 3 % is a ratio of 1.03 or of 1/1.03: exchanging A and B turns faster into slower and changes nothing else.
/// </remarks>
public static class EffectJudge
{
    /// <summary>The verdict.</summary>
    /// <param name="ratio">The ratio B/A.</param>
    /// <param name="effect">The smallest effect of interest as a part of 1, not negative: 0.03 for 3 %.</param>
    /// <param name="moreIsBetter">True for rates and speed-ups, false for times and sizes.</param>
    public static ComparisonVerdict Judge(RatioInterval ratio, double effect, bool moreIsBetter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(effect);
        if (!ratio.HasInterval)
        {
            return ComparisonVerdict.ShownOnly;
        }

        if (IsAbove(ratio, effect))
        {
            return moreIsBetter ? ComparisonVerdict.Faster : ComparisonVerdict.Slower;
        }

        if (IsBelow(ratio, effect))
        {
            return moreIsBetter ? ComparisonVerdict.Slower : ComparisonVerdict.Faster;
        }

        return IsWithin(ratio, effect) ? ComparisonVerdict.Same : ComparisonVerdict.Undecided;
    }

    /// <summary>Whether the whole interval is above 1 by more than the effect.</summary>
    /// <param name="ratio">The ratio.</param>
    /// <param name="effect">The effect as a part of 1.</param>
    public static bool IsAbove(RatioInterval ratio, double effect) => ratio.Low > 1 + effect;

    /// <summary>Whether the whole interval is below 1 by more than the effect.</summary>
    /// <param name="ratio">The ratio.</param>
    /// <param name="effect">The effect as a part of 1.</param>
    public static bool IsBelow(RatioInterval ratio, double effect) => ratio.High < 1 / (1 + effect);

    /// <summary>Whether the whole interval is as near to 1 as the effect or nearer.</summary>
    /// <param name="ratio">The ratio.</param>
    /// <param name="effect">The effect as a part of 1.</param>
    public static bool IsWithin(RatioInterval ratio, double effect) => ratio.Low >= 1 / (1 + effect) && ratio.High <= 1 + effect;
}
