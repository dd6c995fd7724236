namespace Smg.Load.Schedules;

/// <summary>A stretch of a schedule over which the arrival rate moves in a straight line. Times are seconds, rates a second.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Duration">How long it lasts.</param>
/// <param name="FromRate">The rate at its beginning.</param>
/// <param name="ToRate">The rate at its end.</param>
/// <param name="Before">Arrivals before it.</param>
/// <param name="Arrivals">Arrivals in it; a fraction counts on in the next one.</param>
internal readonly record struct RateSegment(double Start, double Duration, double FromRate, double ToRate, double Before, double Arrivals)
{
    /// <summary>Arrivals before its end.</summary>
    public double After => Before + Arrivals;

    /// <summary>
    /// When <paramref name="mark"/> arrivals have come, for a mark from <see cref="Before"/> to below <see cref="After"/>.
    /// </summary>
    public double TimeOf(double mark)
    {
        double arrivals = mark - Before;
        if (arrivals <= 0)
        {
            return Start;
        }

        // The root of FromRate t + slope t²/2 = arrivals, in the form that does not cancel.
        double slope = (ToRate - FromRate) / Duration;
        double root = Math.Sqrt(Math.Max(0, (FromRate * FromRate) + (2 * slope * arrivals)));
        return Start + Math.Min(Duration, 2 * arrivals / (FromRate + root));
    }
}
