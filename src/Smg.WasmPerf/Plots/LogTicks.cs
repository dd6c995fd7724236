using ScottPlot.TickGenerators;

namespace Smg.WasmPerf.Plots;

/// <summary>Ticks of an axis on which the decimal logarithm is plotted.</summary>
internal static class LogTicks
{
    /// <summary>The decades, or the part of one, below which a range is very short.</summary>
    private const double VeryShort = 0.7;

    /// <summary>The largest power of ten of an axis; a damaged results file may hold any number.</summary>
    private const int MostPower = 300;

    private static readonly double[] Digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    private static readonly double[] FineDigits = [1, 1.2, 1.5, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>
    /// Labels the decades of a range, 2 and 5 between them where the range is short, and each digit where it is very short.
    /// </summary>
    /// <param name="low">The range's lower end: a value, not its logarithm.</param>
    /// <param name="high">The range's upper end.</param>
    /// <param name="label">Writes a value.</param>
    public static NumericManual Over(double low, double high, Func<double, string> label)
    {
        NumericManual ticks = new();
        double lowest = Math.Clamp(Math.Log10(low), -MostPower, MostPower);
        double highest = Math.Clamp(Math.Log10(high), -MostPower, MostPower);
        double decades = highest - lowest;
        int every = Math.Max(1, (int)Math.Ceiling(decades / 8));
        for (int power = (int)Math.Floor(lowest); power <= (int)Math.Ceiling(highest); power++)
        {
            foreach (double digit in decades < VeryShort ? FineDigits : Digits)
            {
                double value = digit * Math.Pow(10, power);
                if (value < low * 0.999999 || value > high * 1.000001)
                {
                    continue;
                }

                bool labelled = (digit is 1 && power % every == 0) || (digit is 2 or 5 && decades < 2.5) || decades < VeryShort;
                if (labelled)
                {
                    ticks.AddMajor(Math.Log10(value), label(value));
                }
                else
                {
                    ticks.AddMinor(Math.Log10(value));
                }
            }
        }

        return ticks;
    }
}
