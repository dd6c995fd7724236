using System.Globalization;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Makes settings of a kind. What a setting has beside its key and its value is said by <c>with</c>.</summary>
/// <typeparam name="T">What the settings are a part of.</typeparam>
internal static class SettingFactory<T>
{
    /// <summary>A text.</summary>
    public static Setting<T> Text(string key, Func<T, string> get, Func<T, string, T> set) =>
        Create(key, SettingKind.Text, get, set, (reader, section, _) => reader.Text(section));

    /// <summary>A text that is read as something else.</summary>
    public static Setting<T> Parsed<TValue>(string key, Func<T, TValue> get, Func<T, TValue, T> set, ParsedText<TValue> text) =>
        Create(key, SettingKind.Text, get, set, (reader, section, old) => reader.Parsed(section, old, text), text.Write) with
        {
            Values = text.Values,
        };

    /// <summary>A whole number.</summary>
    public static Setting<T> Integer(string key, Func<T, int> get, Func<T, int, T> set) =>
        Create(key, SettingKind.Integer, get, set, (reader, section, old) => reader.WholeNumber<int>(section) ?? old) with
        {
            Number = options => get(options),
        };

    /// <summary>A whole number that may be left out.</summary>
    public static Setting<T> OptionalInteger(string key, Func<T, int?> get, Func<T, int?, T> set) =>
        Create(key, SettingKind.Integer, get, set, (reader, section, old) => reader.WholeNumber<int>(section) ?? old) with
        {
            Number = options => get(options),
        };

    /// <summary>A whole number of 64 bits that may be left out.</summary>
    public static Setting<T> OptionalLong(string key, Func<T, long?> get, Func<T, long?, T> set) =>
        Create(key, SettingKind.Integer, get, set, (reader, section, old) => reader.WholeNumber<long>(section) ?? old) with
        {
            Number = get,
        };

    /// <summary>A time in whole milliseconds.</summary>
    public static Setting<T> Time(string key, Func<T, int> get, Func<T, int, T> set) =>
        Create(key, SettingKind.Time, get, set, (reader, section, old) => reader.Time(section, old)) with
        {
            Number = options => get(options),
            Unit = "ms",
            HelpName = "TIME",
        };

    /// <summary>True or false.</summary>
    public static Setting<T> Flag(string key, Func<T, bool> get, Func<T, bool, T> set) =>
        Create(key, SettingKind.Flag, get, set, (reader, section, old) => reader.Flag(section, old), value => value ? "true" : "false");

    /// <summary>A name out of a set.</summary>
    public static Setting<T> Choice<TEnum>(string key, Func<T, TEnum> get, Func<T, TEnum, T> set)
        where TEnum : struct, Enum =>
        Create(key, SettingKind.Choice, get, set, (reader, section, old) => reader.Name(section, old)) with
        {
            Choices = Enum.GetNames<TEnum>(),
        };

    /// <summary>A name out of a set, which may be left out.</summary>
    public static Setting<T> OptionalChoice<TEnum>(string key, Func<T, TEnum?> get, Func<T, TEnum?, T> set)
        where TEnum : struct, Enum =>
        Create(key, SettingKind.Choice, get, set, (reader, section, old) => reader.Name(section, old ?? default)) with
        {
            Choices = Enum.GetNames<TEnum>(),
        };

    /// <summary>Texts.</summary>
    public static Setting<T> List(string key, Func<T, IReadOnlyList<string>?> get, Func<T, IReadOnlyList<string>, T> set) =>
        Create(key, SettingKind.List, options => get(options) ?? [], set, (_, section, _) => SectionReader.Texts(section), Join);

    /// <summary>Names out of a set.</summary>
    public static Setting<T> Choices<TEnum>(string key, Func<T, IReadOnlyList<TEnum>> get, Func<T, IReadOnlyList<TEnum>, T> set)
        where TEnum : struct, Enum =>
        Create(
            key,
            SettingKind.List,
            get,
            set,
            (reader, section, _) => reader.Names<TEnum>(section),
            names => Join([.. names.Select(name => name.ToString())])
        ) with
        {
            Choices = Enum.GetNames<TEnum>(),
        };

    /// <summary>A setting of any kind.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="get">Its value.</param>
    /// <param name="set">Sets its value.</param>
    /// <param name="read">Reads its value out of a section; gets the value from before.</param>
    /// <param name="write">The value as text; null for the text that it has in every culture.</param>
    public static Setting<T> Create<TValue>(
        string key,
        SettingKind kind,
        Func<T, TValue> get,
        Func<T, TValue, T> set,
        Func<SectionReader, IConfigurationSection, TValue, TValue> read,
        Func<TValue, string>? write = null
    ) =>
        new()
        {
            Key = key,
            Kind = kind,
            Read = options => (write ?? (value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""))(get(options)),
            Bind = (reader, section, options) => set(options, read(reader, section, get(options))),
        };

    private static string Join(IReadOnlyList<string> texts) => string.Join(", ", texts);
}

/// <summary>How a text is read as something else.</summary>
/// <typeparam name="TValue">What it is read as.</typeparam>
/// <param name="TryParse">Reads it; false where it is something else.</param>
/// <param name="Write">Writes it.</param>
/// <param name="Values">What it must be, in words.</param>
internal sealed record ParsedText<TValue>(TryParse<TValue> TryParse, Func<TValue, string> Write, string Values);

/// <summary>Reads a text.</summary>
internal delegate bool TryParse<TValue>(string text, out TValue value);
