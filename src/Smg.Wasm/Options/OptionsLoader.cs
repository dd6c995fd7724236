using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Smg.Wasm.Options;

/// <summary>
/// Combines options from, in rising order of precedence: the defaults, a JSON file, the environment (<c>SMG_WASM_MAX_MEMORY_PAGES=2048</c>)
/// and assignments of the command line (<c>MaxMemoryPages=2048</c>).
/// </summary>
public static class OptionsLoader
{
    /// <summary>Prefix of the environment variables.</summary>
    public const string EnvironmentPrefix = "SMG_WASM_";

    /// <summary>Loads and validates options.</summary>
    /// <param name="jsonFile">A file with one JSON object whose keys are option names; null for none.</param>
    /// <param name="readEnvironment">Whether environment variables are read.</param>
    /// <param name="assignments"><c>Name=Value</c> each; later ones win.</param>
    /// <exception cref="OptionsException">An option is unknown or invalid, or the file cannot be read. The exception lists every
    /// error.</exception>
    public static WasmRuntimeOptions Load(string? jsonFile = null, bool readEnvironment = true, IEnumerable<string>? assignments = null)
    {
        List<string> errors = [];
        WasmRuntimeOptions options = new();
        if (jsonFile is not null)
        {
            options = ApplyFile(options, jsonFile, errors);
        }

        if (readEnvironment)
        {
            options = Apply(options, new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix), errors);
        }

        options = (assignments ?? []).Aggregate(options, (current, assignment) => ApplyAssignment(current, assignment, errors));
        errors.AddRange(OptionsValidator.Validate(options));
        return errors.Count == 0 ? options : throw new OptionsException(errors);
    }

    private static WasmRuntimeOptions ApplyFile(WasmRuntimeOptions options, string jsonFile, List<string> errors)
    {
        try
        {
            // Opened here: a file provider does not see files whose names begin with a dot.
            using FileStream stream = File.OpenRead(jsonFile);
            return Apply(options, new ConfigurationBuilder().AddJsonStream(stream), errors);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add($"the options file {jsonFile} does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"the options file {jsonFile} cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            errors.Add($"the options file {jsonFile} is not a JSON object: {e.GetBaseException().Message.TrimEnd('.')}");
        }

        return options;
    }

    private static WasmRuntimeOptions Apply(WasmRuntimeOptions options, IConfigurationBuilder source, List<string> errors) =>
        source.Build().GetChildren().Aggregate(options, (current, section) => Apply(current, section.Key, section.Value, errors));

    private static WasmRuntimeOptions ApplyAssignment(WasmRuntimeOptions options, string assignment, List<string> errors)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            errors.Add($"'{assignment}' is not of the form Name=Value");
            return options;
        }

        return Apply(options, assignment[..equals].Trim(), assignment[(equals + 1)..], errors);
    }

    private static WasmRuntimeOptions Apply(WasmRuntimeOptions options, string name, string? text, List<string> errors)
    {
        if (OptionsCatalogue.Find(name) is not { } option)
        {
            errors.Add($"unknown option '{name}'{Suggest(name)}");
            return options;
        }

        if (text is null || option.TrySet(options, text) is not { } changed)
        {
            errors.Add($"{option.Name} is '{text}' but must be {option.Bounds}");
            return options;
        }

        return changed;
    }

    private static string Suggest(string name)
    {
        string? near = OptionsCatalogue
            .All.Select(option => option.Name)
            .Where(known => known.Contains(name, StringComparison.OrdinalIgnoreCase))
            .MinBy(known => known.IndexOf(name, StringComparison.OrdinalIgnoreCase));
        return near is null ? "" : $" (did you mean {near}?)";
    }
}
