using System.Globalization;

namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>Reads times and rates with their units, and writes them so that they are read again. The same in every culture.</summary>
internal static class UnitText
{
    private static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("us", TimeSpan.FromMicroseconds(1)),
        ("µs", TimeSpan.FromMicroseconds(1)),
        ("min", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    private static readonly (string Name, double Factor)[] Multiples = [("k", 1e3), ("M", 1e6), ("m", 1e6)];

    /// <summary>A time such as <c>500ms</c>, <c>1.5s</c>, <c>2m</c> or <c>1h</c>; null for anything else.</summary>
    /// <param name="text">The text.</param>
    /// <param name="plain">The unit of a number without one.</param>
    public static TimeSpan? Time(string text, TimeSpan plain)
    {
        string trimmed = text.Trim();
        (string name, TimeSpan unit) = Units.FirstOrDefault(unit => trimmed.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase));
        double? value = Number(name is null ? trimmed : trimmed[..^name.Length].TrimEnd());
        double seconds = (value ?? double.NaN) * (name is null ? plain : unit).TotalSeconds;
        return seconds <= TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
            : null;
    }

    /// <summary>A rate a second such as <c>500</c>, <c>2k</c>, <c>2k/s</c> or <c>1.5M/s</c>; null for anything else.</summary>
    public static double? Rate(string text)
    {
        string trimmed = text.Trim();
        trimmed = trimmed.EndsWith("/s", StringComparison.Ordinal) ? trimmed[..^2].TrimEnd() : trimmed;
        (string name, double factor) = Multiples.FirstOrDefault(multiple =>
            trimmed.EndsWith(multiple.Name, StringComparison.OrdinalIgnoreCase)
        );
        return name is null ? Number(trimmed) : Number(trimmed[..^name.Length].TrimEnd()) * factor;
    }

    /// <summary>A number of digits with at most one decimal point; null for anything else.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : null;

    /// <summary>A time in the largest unit in which it is a short number: <c>100ms</c>, <c>24h</c>.</summary>
    public static string Of(TimeSpan time) =>
        time switch
        {
            { TotalHours: >= 1 } => Text(time.TotalHours, "h"),
            { TotalMinutes: >= 1 } => Text(time.TotalMinutes, "m"),
            { TotalSeconds: >= 1 } => Text(time.TotalSeconds, "s"),
            { TotalMilliseconds: >= 1 } => Text(time.TotalMilliseconds, "ms"),
            _ => Text(time.TotalMicroseconds, "us"),
        };

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.###}{unit}");
}
