namespace Smg.WasmPerf.Experiments;

/// <summary>The ratio B/A with its 95 % interval.</summary>
/// <param name="Ratio">The ratio; NaN where it is unknown.</param>
/// <param name="Low">The interval's lower end; NaN where the ratio has no interval.</param>
/// <param name="High">The interval's upper end; NaN where the ratio has no interval.</param>
public readonly record struct RatioInterval(double Ratio, double Low, double High)
{
    /// <summary>Whether there is an interval to judge by.</summary>
    public bool HasInterval => !double.IsNaN(Low) && !double.IsNaN(High);

    /// <summary>The ratio of two values that have no intervals.</summary>
    /// <param name="a">The A side's value.</param>
    /// <param name="b">The B side's value, in the same unit.</param>
    public static RatioInterval WithoutInterval(double a, double b) => new(b / a, double.NaN, double.NaN);

    /// <summary>The ratio of two values that were measured independently.</summary>
    /// <remarks>
    /// On the logarithmic scale a ratio is a difference, and each end of its interval is as far from it as the two sides' own ends
    /// together, added as the square root of their squares (Zou and Donner's method of variance estimates recovery): 95 % intervals give a
    /// 95 % interval, and lopsided ones a lopsided one. What changed between the two measurements, unseen by either, is not in it.
    /// </remarks>
    /// <param name="a">The A side.</param>
    /// <param name="b">The B side, in the same unit.</param>
    public static RatioInterval Of(MeasuredValue a, MeasuredValue b)
    {
        if (new[] { a.Value, a.Low, a.High, b.Value, b.Low, b.High }.Any(double.IsNaN))
        {
            return WithoutInterval(a.Value, b.Value);
        }

        if (a.Value <= 0 || b.Value <= 0)
        {
            return OfZero(a, b);
        }

        double log = Math.Log(b.Value / a.Value);
        double down = Together(Distance(b.Low, b.Value), Distance(a.Value, a.High));
        double up = Together(Distance(b.Value, b.High), Distance(a.Low, a.Value));
        return new(b.Value / a.Value, Math.Exp(log - down), Math.Exp(log + up));
    }

    /// <summary>
    /// A ratio has no logarithm here. Only what is certain is said: nothing against nothing is 1, something against nothing is infinite.
    /// </summary>
    private static RatioInterval OfZero(MeasuredValue a, MeasuredValue b) =>
        (a.High <= 0, b.High <= 0) switch
        {
            (true, true) => new(1, 1, 1),
            (true, false) when b.Low > 0 => new(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity),
            (false, true) when a.Low > 0 => new(0, 0, 0),
            _ => new(b.Value / a.Value, 0, double.PositiveInfinity),
        };

    private static double Distance(double from, double to) => Math.Log(to) - Math.Log(Math.Max(0, from));

    private static double Together(double one, double other) => Math.Sqrt((one * one) + (other * other));
}
