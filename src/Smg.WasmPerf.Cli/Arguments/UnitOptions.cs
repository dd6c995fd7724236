using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>
/// Makes options whose values are times, rates and numbers: read the same in every culture, held to a range, refused with what would be
/// right.
/// </summary>
internal static class UnitOptions
{
    /// <summary>The highest arrival rate that can be asked for.</summary>
    public const int MaxRate = 10_000_000;

    /// <summary>A time.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it is.</param>
    /// <param name="range">Which times are right.</param>
    public static Option<TimeSpan?> Time(string name, string description, TimeRange range) =>
        new(name)
        {
            Description = $"{description} {range}",
            HelpName = "TIME",
            DefaultValueFactory = _ => range.Default,
            CustomParser = result =>
                Read(
                    result,
                    text =>
                        UnitText.Time(text, range.Plain) is { } time && time >= range.Low && time <= range.High ? time : (TimeSpan?)null,
                    range.Right(name)
                ),
        };

    /// <summary>A whole number of arrivals a second.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it is.</param>
    /// <param name="fallback">What holds without it; null for none.</param>
    public static Option<int?> Rate(string name, string description, int? fallback = null) =>
        new(name)
        {
            Description = $"{description} For instance 500, 2k or 2k/s.",
            HelpName = "RATE",
            DefaultValueFactory = _ => fallback,
            CustomParser = result =>
                Read(
                    result,
                    text =>
                        UnitText.Rate(text) is { } rate && rate is >= 1 and <= MaxRate && double.IsInteger(Math.Round(rate, 6))
                            ? (int)Math.Round(rate)
                            : (int?)null,
                    $"{name} takes a whole rate per second from 1 to {MaxRate.ToString("N0", CultureInfo.InvariantCulture)}, "
                        + $"for instance 500, 2k or 2k/s"
                ),
        };

    /// <summary>A whole number.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it is.</param>
    /// <param name="range">Which numbers are right.</param>
    public static Option<int> Whole(string name, string description, NumberRange range) =>
        new(name)
        {
            Description = description,
            HelpName = range.Unit ?? "N",
            DefaultValueFactory = _ => (int)range.Default!.Value,
            CustomParser = result =>
                Read(
                    result,
                    text =>
                        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                        && value >= range.Low
                        && value <= range.High
                            ? value
                            : (int?)null,
                    $"{name} takes a whole number {range}"
                ) ?? 0,
        };

    /// <summary>A share in percent.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it is.</param>
    /// <param name="range">Which numbers are right.</param>
    public static Option<double?> Percent(string name, string description, NumberRange range) =>
        new(name)
        {
            Description = description,
            HelpName = "PERCENT",
            DefaultValueFactory = _ => range.Default,
            CustomParser = result =>
                Read(
                    result,
                    text =>
                        UnitText.Number(text.TrimEnd('%').TrimEnd()) is { } value && value >= range.Low && value <= range.High
                            ? value
                            : (double?)null,
                    $"{name} takes a percentage {range}"
                ),
        };

    private static T? Read<T>(ArgumentResult result, Func<string, T?> read, string right)
        where T : struct
    {
        string text = result.Tokens[^1].Value;
        if (read(text) is { } value)
        {
            return value;
        }

        result.AddError($"{right}; it was '{text}'");
        return null;
    }
}
