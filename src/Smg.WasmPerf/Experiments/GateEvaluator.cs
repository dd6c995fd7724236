using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Experiments;

/// <summary>Holds an interval against a threshold.</summary>
public static class GateEvaluator
{
    /// <summary>The verdict on a ratio. An interval of less than 95 % confidence decides nothing.</summary>
    /// <param name="estimate">The ratio A/B.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="direction">The threshold's good side.</param>
    public static GateVerdict Evaluate(Estimate estimate, double threshold, GateDirection direction) =>
        Evaluate(estimate.Ratio, threshold, direction);

    /// <summary>The verdict on a median. An interval of less than 95 % confidence decides nothing.</summary>
    /// <param name="interval">The median and its interval.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="direction">The threshold's good side.</param>
    public static GateVerdict Evaluate(MedianInterval interval, double threshold, GateDirection direction) =>
        interval.Confidence < MedianInterval.DefaultConfidence
            ? GateVerdict.Undecided
            : Evaluate(interval.Low, interval.High, threshold, direction);

    /// <summary>The verdict on an interval. The threshold itself is on its good side; a NaN decides nothing.</summary>
    /// <param name="low">The interval's lower end.</param>
    /// <param name="high">The interval's upper end, in the same unit.</param>
    /// <param name="threshold">What it is held against, in the same unit.</param>
    /// <param name="direction">The threshold's good side.</param>
    public static GateVerdict Evaluate(double low, double high, double threshold, GateDirection direction) =>
        direction switch
        {
            GateDirection.AtLeast when low >= threshold => GateVerdict.Passed,
            GateDirection.AtLeast when high < threshold => GateVerdict.Failed,
            GateDirection.AtMost when high <= threshold => GateVerdict.Passed,
            GateDirection.AtMost when low > threshold => GateVerdict.Failed,
            _ => GateVerdict.Undecided,
        };
}
