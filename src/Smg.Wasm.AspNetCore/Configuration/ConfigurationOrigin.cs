using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.FileProviders;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Where the value of a setting comes from.</summary>
/// <param name="Source">The source: <c>default</c>, <c>command line</c>, <c>environment variable</c> or <c>file</c>.</param>
/// <param name="Name">The switch, the variable or the file; empty for a default.</param>
internal sealed record ConfigurationOrigin(string Source, string Name)
{
    /// <summary>The value is the default.</summary>
    public static ConfigurationOrigin Default { get; } = new("default", "");

    /// <summary>The value is on the command line.</summary>
    public static ConfigurationOrigin CommandLine(string name) => new("command line", name);

    /// <summary>The value is in the environment.</summary>
    public static ConfigurationOrigin Variable(string name) => new("environment variable", name);

    /// <summary>The value is in a file.</summary>
    public static ConfigurationOrigin File(string path) => new("file", path);

    /// <summary>Where a value comes from: the source that wins, or the default.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="key">The key; of a list or a section, or of a value.</param>
    public static ConfigurationOrigin Of(IConfiguration configuration, string key)
    {
        if (configuration is not IConfigurationRoot root)
        {
            return configuration.GetSection(key).Exists() ? new("configuration", "") : Default;
        }

        IConfigurationProvider[] providers = [.. root.Providers.Reverse()];
        IConfigurationProvider? provider =
            providers.FirstOrDefault(one => one.TryGet(key, out string? value) && !string.IsNullOrEmpty(value))
            ?? providers.FirstOrDefault(one => one.GetChildKeys([], key).Any())
            ?? providers.FirstOrDefault(one => one.TryGet(key, out _));
        return provider is null ? Default : Of(provider, key);
    }

    /// <inheritdoc/>
    public override string ToString() => Name.Length == 0 ? Source : $"{Source} {Name}";

    private static ConfigurationOrigin Of(IConfigurationProvider provider, string key) =>
        provider switch
        {
            IConfigurationOrigins known => known.OriginOf(key),
            FileConfigurationProvider file => File(
                file.Source is { FileProvider: PhysicalFileProvider folder, Path: { } path }
                    ? Path.Combine(folder.Root, path)
                    : file.Source.Path ?? "of the configuration"
            ),
            EnvironmentVariablesConfigurationProvider => Variable(key.Replace(":", "__", StringComparison.Ordinal)),
            CommandLineConfigurationProvider => CommandLine($"--{key}"),
            _ => new(provider.ToString() ?? "configuration", ""),
        };
}
