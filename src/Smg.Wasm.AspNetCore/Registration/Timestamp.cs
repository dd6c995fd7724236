using System.Globalization;

namespace Smg.Wasm.AspNetCore.Registration;

/// <summary>Times as RFC 3339 writes them, in UTC and with nanoseconds: the clock counts hundreds of them.</summary>
internal static class Timestamp
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'";

    /// <summary>Writes a time.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Format"/> writes.</summary>
    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
