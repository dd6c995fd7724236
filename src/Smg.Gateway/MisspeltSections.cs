using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Gateway;

/// <summary>
/// Finds sections of the configuration whose name is almost that of one that is read. Other sections are ignored, but a misspelt
/// one may hold the key of the admin API, or a module that guards.
/// </summary>
internal static class MisspeltSections
{
    private const int MaxEdits = 2;

    private static readonly string[] Known = [GatewaySettings.Section, SmgWasmSettings.Section, "Kestrel", "Logging"];

    /// <summary>The errors, a sentence each.</summary>
    /// <param name="configuration">All sources.</param>
    public static IReadOnlyList<string> Find(IConfiguration configuration) =>
        [
            .. from section in configuration.GetChildren()
            where section.GetChildren().Any() && !Known.Contains(section.Key, StringComparer.OrdinalIgnoreCase)
            let meant = Known.FirstOrDefault(known => Edits(known.ToUpperInvariant(), section.Key.ToUpperInvariant()) <= MaxEdits)
            where meant is not null
            select $"{section.Key} is unknown: did you mean {meant}? ({ConfigurationOrigin.Of(configuration, section.Key)})",
        ];

    /// <summary>Letters that are inserted, left out or replaced to make one name of another (Levenshtein's distance).</summary>
    private static int Edits(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
