using System.Globalization;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>
/// One setting of a configuration section: what validation, the command line, the JSON schema, the tables in the documentation and
/// <c>--check-config</c> are made of.
/// </summary>
internal abstract record Setting
{
    /// <summary>The key below its section, with colons between its parts.</summary>
    public required string Key { get; init; }

    /// <summary>What kind of value it takes.</summary>
    public required SettingKind Kind { get; init; }

    /// <summary>What it does and why one would change it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The unit of a number; empty where it has none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The smallest number; null for any.</summary>
    public long? Minimum { get; init; }

    /// <summary>The largest number; null for any.</summary>
    public long? Maximum { get; init; }

    /// <summary>The names that it takes; empty where it takes others.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The default in words, where it depends on the machine or is another than a value; null for the value.</summary>
    public string? DefaultText { get; init; }

    /// <summary>What values it takes in words; null for what its kind and its bounds say.</summary>
    public string? Values { get; init; }

    /// <summary>The switch of the gateway's command line; null for none.</summary>
    public string? Switch { get; init; }

    /// <summary>What the switch's value is called in the help text.</summary>
    public string HelpName { get; init; } = "VALUE";

    /// <summary>The environment variable by which it was set before it had this key; null for none.</summary>
    public string? FormerVariable { get; init; }

    /// <summary>Whether underscores in its key do not count: options of the runtime are written in snake case too.</summary>
    public bool IgnoresUnderscores { get; init; }

    /// <summary>What values it takes, in words.</summary>
    public string Bounds =>
        Values
        ?? Kind switch
        {
            SettingKind.Integer or SettingKind.Number => $"{Range()}{(Unit.Length == 0 ? "" : $" {Unit}")}",
            SettingKind.Time => $"{Range()} ms, or a time such as 500ms or 30s",
            SettingKind.Flag => "true or false",
            SettingKind.Choice => string.Join(" or ", Choices),
            SettingKind.List when Choices.Count > 0 => $"a list of {string.Join(", ", Choices)}",
            SettingKind.List => "a list of strings",
            SettingKind.Pairs => "strings by name",
            SettingKind.Lists => "lists of strings by name",
            SettingKind.Text => "a string",
            _ => throw new InvalidOperationException($"Unknown kind {Kind}."),
        };

    /// <summary>Whether a key is this setting's.</summary>
    public bool IsNamed(string key) =>
        (IgnoresUnderscores ? key.Replace("_", "", StringComparison.Ordinal) : key).Equals(Key, StringComparison.OrdinalIgnoreCase);

    private string Range() =>
        (Minimum, Maximum) switch
        {
            (null, null) => "a number",
            ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $"at least {min:N0}"),
            (null, { } max) => string.Create(CultureInfo.InvariantCulture, $"at most {max:N0}"),
            ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $"{min:N0} to {max:N0}"),
        };
}

/// <summary>One setting, and how it is read and set.</summary>
/// <typeparam name="T">What it is a part of.</typeparam>
internal sealed record Setting<T> : Setting
{
    /// <summary>Its value in force, as text.</summary>
    public required Func<T, string> Read { get; init; }

    /// <summary>Sets it to what a section of a configuration says.</summary>
    public required Func<SectionReader, IConfigurationSection, T, T> Bind { get; init; }

    /// <summary>Its value as a number; null for a value of another kind.</summary>
    public Func<T, long?> Number { get; init; } = _ => null;

    /// <summary>What is wrong with its value; null where nothing is.</summary>
    public ConfigurationFault? FindFault(T options) =>
        Number(options) is { } number && (number < Minimum || number > Maximum)
            ? new ConfigurationFault(Key, string.Create(CultureInfo.InvariantCulture, $"is {number} but must be {Bounds}"))
            : null;
}
