using System.Globalization;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Reads times as settings take them: milliseconds, or a number with its unit. The same in every culture.</summary>
internal static class Milliseconds
{
    private static readonly (string Name, double Ms)[] Units =
    [
        ("ms", 1),
        ("us", 0.001),
        ("µs", 0.001),
        ("s", 1_000),
        ("m", 60_000),
        ("", 1),
    ];

    /// <summary>A time such as <c>20</c>, <c>20ms</c>, <c>1.5s</c> or <c>2m</c>, in milliseconds; null for anything else.</summary>
    public static double? Read(string text)
    {
        (string name, double ms) = Units.First(unit => text.EndsWith(unit.Name, StringComparison.Ordinal));
        return double.TryParse(
            text.AsSpan(0, text.Length - name.Length),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out double value
        )
            ? value * ms
            : null;
    }
}
