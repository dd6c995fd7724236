using System.Collections.Immutable;

namespace Smg.WasmPerf.Tuning;

/// <summary>A set of values by name that differs from the default in what it names, and in nothing else.</summary>
public sealed class Candidate : IEquatable<Candidate>
{
    private readonly ImmutableSortedDictionary<string, string> _values;

    private Candidate(ImmutableSortedDictionary<string, string> values)
    {
        _values = values;
        Settings = [.. values.Select(pair => $"{pair.Key}={pair.Value}")];
        Key = values.IsEmpty ? "default" : string.Join(", ", Settings);
    }

    /// <summary>The default: nothing differs.</summary>
    public static Candidate Default { get; } = new(ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>What differs from the default, by name.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>What differs from the default, as <c>Name=Value</c>, ordered by name.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <summary>The candidate in a line; equal candidates have equal keys.</summary>
    public string Key { get; }

    /// <summary>Whether nothing differs from the default.</summary>
    public bool IsDefault => _values.IsEmpty;

    /// <summary>The candidate of some assignments.</summary>
    /// <param name="settings"><c>Name=Value</c> each; later ones win.</param>
    /// <exception cref="FormatException">One is not an assignment.</exception>
    public static Candidate Of(IEnumerable<string> settings) =>
        settings.Aggregate(
            Default,
            (candidate, setting) =>
                setting.IndexOf('=', StringComparison.Ordinal) is > 0 and int equals
                    ? candidate.With(setting[..equals], setting[(equals + 1)..])
                    : throw new FormatException($"'{setting}' is not of the form Name=Value.")
        );

    /// <summary>The same with one value set.</summary>
    /// <param name="name">The value's name.</param>
    /// <param name="value">The value as text.</param>
    public Candidate With(string name, string value) => new(_values.SetItem(name, value));

    /// <summary>The same with one value as in the default.</summary>
    /// <param name="name">The value's name.</param>
    public Candidate Without(string name) => new(_values.Remove(name));

    /// <inheritdoc/>
    public bool Equals(Candidate? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Candidate);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Key;
}
