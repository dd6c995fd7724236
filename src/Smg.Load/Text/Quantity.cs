using System.Globalization;

namespace Smg.Load.Text;

/// <summary>Writes measured values for people: three significant digits or all the whole ones, a fitting unit, no culture.</summary>
public static class Quantity
{
    /// <summary>Placeholder for a missing number.</summary>
    public const string Missing = "n/a";

    /// <summary>Placeholder for a value that was not measured on purpose.</summary>
    public const string Dash = "–";

    /// <summary>A plain number, for instance <c>117</c>, <c>1.17</c> or <c>12,345</c>.</summary>
    /// <param name="value">The value; NaN gives <see cref="Missing"/>.</param>
    public static string Number(double value)
    {
        if (double.IsNaN(value))
        {
            return Missing;
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        double size = Math.Abs(value);
        if (size > 0 && (size < 0.001 || size >= 1e12))
        {
            return value.ToString("0.##e+0", CultureInfo.InvariantCulture);
        }

        string format = size switch
        {
            >= 99.95 => "#,##0",
            >= 9.995 => "0.#",
            >= 0.9995 or 0 => "0.##",
            >= 0.09995 => "0.###",
            _ => "0.#####",
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A number of three significant digits and no more: <c>413,000</c> for 412,712.</summary>
    /// <param name="value">The value; NaN gives <see cref="Missing"/>.</param>
    public static string Rounded(double value)
    {
        if (!double.IsFinite(value) || Math.Abs(value) < 1_000)
        {
            return Number(value);
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 2);
        return Number(Math.Round(value / unit) * unit);
    }

    /// <summary>A time in the unit that fits it, for instance <c>85 ns</c> or <c>1.2 ms</c>.</summary>
    /// <param name="microseconds">The time, in microseconds.</param>
    public static string Time(double microseconds)
    {
        if (!double.IsFinite(microseconds))
        {
            return Number(microseconds);
        }

        return Math.Abs(microseconds) switch
        {
            0 => "0 µs",
            >= 999_500 => $"{Number(microseconds / 1_000_000)} s",
            >= 999.5 => $"{Number(microseconds / 1_000)} ms",
            >= 0.9995 => $"{Number(microseconds)} µs",
            _ => $"{Number(microseconds * 1_000)} ns",
        };
    }

    /// <summary>A rate, for instance <c>0.4/s</c>, <c>12.5/s</c> or <c>1,234/s</c>: whole from 100 on.</summary>
    /// <param name="perSecond">The rate a second.</param>
    public static string Rate(double perSecond) =>
        !double.IsFinite(perSecond) || Math.Abs(perSecond) < 100
            ? $"{Number(perSecond)}/s"
            : string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0}/s");

    /// <summary>A size in the unit that fits it, for instance <c>96 B</c> or <c>1.5 KiB</c>.</summary>
    /// <param name="bytes">The size, in bytes; null gives <see cref="Missing"/>.</param>
    public static string Bytes(double? bytes)
    {
        if (bytes is not { } size || !double.IsFinite(size))
        {
            return Missing;
        }

        return Math.Abs(size) switch
        {
            >= 1024 * 1024 => $"{Number(size / (1024 * 1024))} MiB",
            >= 1024 => $"{Number(size / 1024)} KiB",
            _ => $"{Number(size)} B",
        };
    }

    /// <summary>A value with its unit: <c>117x</c>, <c>96 B</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="unit">The unit: <c>x</c> for a ratio, empty for a plain number.</param>
    public static string WithUnit(double value, string unit) =>
        unit switch
        {
            _ when double.IsNaN(value) => Missing,
            "x" => $"{Number(value)}x",
            "" => Number(value),
            _ => $"{Number(value)} {unit}",
        };

    /// <summary>A number with as many digits as distinguish it from another: 1.696 beside 1.7 is not <c>1.7</c>.</summary>
    /// <param name="value">The value; NaN gives <see cref="Missing"/>.</param>
    /// <param name="other">What the reader compares it with, usually a threshold.</param>
    public static string Beside(double value, double other)
    {
        string text = Number(value);
        if (!double.IsFinite(value) || value == other || text != Number(other))
        {
            return text;
        }

        const int MostDigits = 6;
        for (int digits = 3; digits <= MostDigits; digits++)
        {
            string longer = value.ToString("#,##0." + new string('#', digits), CultureInfo.InvariantCulture);
            if (longer != text && longer != Number(other))
            {
                return longer;
            }
        }

        return text;
    }

    /// <summary>A count with its noun in the right number: <c>1 core</c>, <c>2 cores</c>, <c>1,000 cores</c>.</summary>
    /// <param name="count">The count.</param>
    /// <param name="noun">The noun in the singular; its plural ends in s.</param>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,##0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A PascalCase name as words: <c>WholeCall</c> is <c>Whole call</c>.</summary>
    /// <param name="name">The name.</param>
    public static string Words(string name)
    {
        System.Text.StringBuilder words = new(name.Length + 8);
        for (int i = 0; i < name.Length; i++)
        {
            bool begins =
                i > 0 && char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            bool ofAcronym = char.IsUpper(name[i]) && i + 1 < name.Length && char.IsUpper(name[i + 1]);
            if (begins)
            {
                words.Append(' ');
            }

            words.Append(begins && !ofAcronym ? char.ToLowerInvariant(name[i]) : name[i]);
        }

        return words.ToString();
    }
}
