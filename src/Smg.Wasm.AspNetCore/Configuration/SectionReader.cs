using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Reads values out of configuration, and collects what is wrong with them: each fault names its key.</summary>
/// <param name="faults">Takes the faults.</param>
internal sealed class SectionReader(ICollection<ConfigurationFault> faults)
{
    /// <summary>A fault of a key.</summary>
    public void Fault(IConfigurationSection section, string what) => faults.Add(new ConfigurationFault(section.Path, what));

    /// <summary>A text.</summary>
    public string Text(IConfigurationSection section)
    {
        if (section.GetChildren().Any())
        {
            Fault(section, "must be a string");
        }

        return section.Value ?? "";
    }

    /// <summary>A text that is read as something else.</summary>
    public TValue Parsed<TValue>(IConfigurationSection section, TValue fallback, ParsedText<TValue> text)
    {
        if (text.TryParse(section.Value ?? "", out TValue value))
        {
            return value;
        }

        Fault(section, $"is '{GatewayOptions.Mask(section.Value ?? "")}' but must be {text.Values}");
        return fallback;
    }

    /// <summary>A whole number; null where it is something else.</summary>
    public T? WholeNumber<T>(IConfigurationSection section)
        where T : struct, IBinaryInteger<T>
    {
        if (T.TryParse(section.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number))
        {
            return number;
        }

        Fault(section, $"is '{section.Value}' but must be a whole number");
        return null;
    }

    /// <summary>A number.</summary>
    public double Fraction(IConfigurationSection section, double fallback)
    {
        if (double.TryParse(section.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }

        Fault(section, $"is '{section.Value}' but must be a number");
        return fallback;
    }

    /// <summary>A time in whole milliseconds, with or without a unit.</summary>
    public int Time(IConfigurationSection section, int fallback)
    {
        string text = section.Value ?? "";
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        if (Milliseconds.Read(text) is { } ms && ms <= int.MaxValue && double.IsInteger(ms))
        {
            return (int)ms;
        }

        Fault(section, $"is '{section.Value}' but must be a time in whole milliseconds, for instance 500, 500ms or 30s");
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

    /// <summary>
    /// Texts, as a list or with commas between them. Where a key has both, as of a file's list and of a command line's text, the text
    /// holds:
    /// lists of several sources are merged item by item, and one item would replace the first of many.
    /// </summary>
    public static IReadOnlyList<string> Texts(IConfigurationSection section) =>
        string.IsNullOrEmpty(section.Value)
            ? [.. section.GetChildren().Select(item => item.Value ?? "")]
            : section.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Texts by name.</summary>
    public IReadOnlyDictionary<string, string> Pairs(IConfigurationSection section) =>
        Named(section).ToImmutableSortedDictionary(child => child.Key, Text, StringComparer.Ordinal);

    /// <summary>Lists of texts by name, without regard to the names' case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lists(IConfigurationSection section) =>
        Named(section).ToDictionary(child => child.Key, Texts, StringComparer.OrdinalIgnoreCase);

    private IEnumerable<IConfigurationSection> Named(IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            Fault(section, "must have keys with their values");
        }

        return section.GetChildren();
    }

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
