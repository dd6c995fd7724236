using System.Collections;
using System.Text.Json;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.Options;

namespace Smg.Gateway;

/// <summary>
/// Names from before every setting had a configuration key: the environment variables <c>SMG_ADMIN_KEY</c> and <c>SMG_WASM_NAME</c>, and
/// files of <c>--options</c>. They still set their keys; each that is used is warned of once, with the key.
/// </summary>
internal sealed class FormerNames
{
    private readonly List<string> _warnings = [];
    private readonly List<string> _errors = [];

    /// <summary>A sentence for each name that is used.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>What cannot be read.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The key of an option of the runtime, written in any way; an unknown name stays, for the reader to refuse.</summary>
    public static string KeyOf(string option) =>
        $"{SmgWasmSettings.Section}:{SmgWasmSettings.Runtime}:{OptionsCatalogue.Find(option)?.Name ?? option}";

    /// <summary>What the environment's former names set.</summary>
    public NamedSource ReadEnvironment()
    {
        NamedSource source = new();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            string name = (string)variable.Key;
            string value = (string?)variable.Value ?? "";
            string? key =
                name.StartsWith(OptionsLoader.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)
                    ? KeyOf(name[OptionsLoader.EnvironmentPrefix.Length..])
                : name == GatewayOptions.AdminKeyVariable && value.Length > 0
                    ? $"{SmgWasmSettings.Section}:{nameof(SmgWasmOptions.AdminKey)}"
                : null;
            if (key is not null)
            {
                source.Add(key, value, ConfigurationOrigin.Variable(name));
                _warnings.Add(
                    $"the environment variable {name} is deprecated: use "
                        + $"{key.Replace(":", "__", StringComparison.Ordinal)}, which takes precedence"
                );
            }
        }

        _warnings.Sort(StringComparer.Ordinal);
        return source;
    }

    /// <summary>What a file of <c>--options</c> sets.</summary>
    /// <param name="file">The file; null for none.</param>
    public NamedSource ReadFile(string? file)
    {
        NamedSource source = new();
        if (file is null)
        {
            return source;
        }

        _warnings.Add(
            $"--options is deprecated: put the options into the section {SmgWasmSettings.Section}:{SmgWasmSettings.Runtime} of the "
                + "file of --config"
        );
        try
        {
            using FileStream stream = File.OpenRead(file);
            foreach (IConfigurationSection option in new ConfigurationBuilder().AddJsonStream(stream).Build().GetChildren())
            {
                source.Add(KeyOf(option.Key), option.Value, ConfigurationOrigin.File(file));
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _errors.Add($"--options: the file {file} does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _errors.Add($"--options: the file {file} cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidDataException)
        {
            _errors.Add($"--options: the file {file} is not a JSON object: {e.GetBaseException().Message}");
        }

        return source;
    }
}
