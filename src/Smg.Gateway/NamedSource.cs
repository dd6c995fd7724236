using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Gateway;

/// <summary>Values that the user wrote under other names than their keys, with those names.</summary>
internal sealed class NamedSource : ConfigurationProvider, IConfigurationSource, IConfigurationOrigins
{
    private readonly Dictionary<string, ConfigurationOrigin> _origins = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sets a key; a later value wins.</summary>
    public void Add(string key, string? value, ConfigurationOrigin origin)
    {
        Data[key] = value;
        _origins[key] = origin;
    }

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <inheritdoc/>
    public ConfigurationOrigin OriginOf(string key) =>
        _origins.GetValueOrDefault(key)
        ?? _origins.FirstOrDefault(one => one.Key.StartsWith($"{key}:", StringComparison.OrdinalIgnoreCase)).Value
        ?? ConfigurationOrigin.Default;
}
