using System.Collections.Immutable;
using System.Globalization;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Reads values out of configuration, and collects what is wrong with them: each fault names its key.</summary>
/// <param name="faults">Takes the faults, a sentence without a full stop each.</param>
internal sealed class SectionReader(ICollection<string> faults)
{
    /// <summary>A fault of a key.</summary>
    public void Fault(IConfigurationSection section, string what) => faults.Add($"{section.Path} {what}");

    /// <summary>An unknown key.</summary>
    public void Unknown(IConfigurationSection section, string known) => Fault(section, $"is unknown; known are {known}");

    /// <summary>A text.</summary>
    public string Text(IConfigurationSection section)
    {
        if (section.GetChildren().Any())
        {
            Fault(section, "must be a text");
        }

        return section.Value ?? "";
    }

    /// <summary>A whole number.</summary>
    public int Number(IConfigurationSection section, int fallback)
    {
        if (int.TryParse(section.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        Fault(section, $"is '{section.Value}' but must be a whole number");
        return fallback;
    }

    /// <summary>True or false.</summary>
    public bool Flag(IConfigurationSection section, bool fallback)
    {
        if (bool.TryParse(section.Value, out bool flag))
        {
            return flag;
        }

        Fault(section, $"is '{section.Value}' but must be true or false");
        return fallback;
    }

    /// <summary>A name out of a set, without regard to case.</summary>
    public T Name<T>(IConfigurationSection section, T fallback)
        where T : struct, Enum => TryName(section, section.Value, out T name) ? name : fallback;

    /// <summary>Names out of a set, as a list or with commas between them.</summary>
    public IReadOnlyList<T> Names<T>(IConfigurationSection section)
        where T : struct, Enum => [.. Texts(section).Select(text => TryName(section, text, out T name) ? (T?)name : null).OfType<T>()];

    /// <summary>Texts, as a list or with commas between them.</summary>
    public static IReadOnlyList<string> Texts(IConfigurationSection section) =>
        section.GetChildren().ToArray() is { Length: > 0 } items
            ? [.. items.Select(item => item.Value ?? "")]
            : (section.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Texts by name.</summary>
    public IReadOnlyDictionary<string, string> Pairs(IConfigurationSection section) =>
        section.GetChildren().ToImmutableSortedDictionary(child => child.Key, Text, StringComparer.Ordinal);

    private bool TryName<T>(IConfigurationSection section, string? text, out T name)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                name = value;
                return true;
            }
        }

        Fault(section, $"is '{text}' but must be {string.Join(" or ", Enum.GetNames<T>())}");
        name = default;
        return false;
    }
}
