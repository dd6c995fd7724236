namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>
/// Reads a section by a table of settings. Nothing is guessed: a key that is not in the table is a fault, so that a misspelt limit is seen.
/// </summary>
/// <param name="settings">The table.</param>
/// <param name="reader">Reads values, and collects faults.</param>
/// <typeparam name="T">What is read.</typeparam>
internal sealed class SectionBinder<T>(IReadOnlyList<Setting<T>> settings, SectionReader reader)
{
    private readonly Dictionary<Setting<T>, string> _read = [];

    /// <summary>Keys that others read.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Reads a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="target">What it is read into.</param>
    /// <returns>What was read.</returns>
    public T Bind(IConfiguration section, T target) => Bind(section, prefix: "", target);

    private T Bind(IConfiguration section, string prefix, T target) =>
        section
            .GetChildren()
            .Where(child => prefix.Length > 0 || !Others.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Aggregate(target, (current, child) => BindChild(child, prefix + child.Key, current));

    private T BindChild(IConfigurationSection child, string key, T target)
    {
        if (settings.FirstOrDefault(setting => setting.IsNamed(key)) is { } setting)
        {
            if (_read.TryAdd(setting, child.Path))
            {
                return setting.Bind(reader, child, target);
            }

            reader.Fault(child, $"is the same setting as {_read[setting]}: remove one of them");
            return target;
        }

        string prefix = $"{key}:";
        if (settings.Any(one => one.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            if (!string.IsNullOrEmpty(child.Value))
            {
                reader.Fault(child, $"must have {string.Join(", ", Siblings(prefix))}");
            }

            return Bind(child, prefix, target);
        }

        reader.Fault(child, $"is unknown; known are {string.Join(", ", Siblings(key))}");
        return target;
    }

    /// <summary>The keys that are known at the place of another.</summary>
    private IEnumerable<string> Siblings(string key)
    {
        string parent = key[..(key.LastIndexOf(':') + 1)];
        return settings
            .Where(setting => setting.Key.StartsWith(parent, StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Key[parent.Length..].Split(':')[0])
            .Concat(parent.Length == 0 ? Others : [])
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }
}
