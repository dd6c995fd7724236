using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Gateway;

/// <summary>
/// Where the configuration comes from, in rising order of weight: 1. <c>appsettings.json</c> and <c>appsettings.ENVIRONMENT.json</c> beside
/// the program; 2. those of the working directory; 3. the file of <c>--options</c>; 4. that of <c>--config</c>; 5. the environment, its
/// former
/// names first; 6. the command line.
/// </summary>
internal sealed class GatewaySources
{
    private const string Settings = "appsettings";

    private readonly IConfigurationManager _configuration;
    private readonly GatewayCommandLine _line;
    private readonly FormerNames _former = new();
    private readonly List<string> _errors = [];

    private GatewaySources(IConfigurationManager configuration, GatewayCommandLine line) => (_configuration, _line) = (configuration, line);

    /// <summary>Names that are replaced, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => _former.Warnings;

    /// <summary>What is wrong with the command line, files that cannot be read, and sections that are misspelt.</summary>
    public IReadOnlyList<string> Errors => [.. _line.Errors, .. _errors, .. _former.Errors, .. MisspeltSections.Find(_configuration)];

    /// <summary>Adds all sources.</summary>
    /// <param name="configuration">What they are added to; it is empty.</param>
    /// <param name="line">The command line.</param>
    public static GatewaySources AddTo(IConfigurationManager configuration, GatewayCommandLine line)
    {
        GatewaySources sources = new(configuration, line);
        sources.AddSettingsOf(AppContext.BaseDirectory);
        if (!IsSameFolder(AppContext.BaseDirectory, Environment.CurrentDirectory))
        {
            sources.AddSettingsOf(Environment.CurrentDirectory);
        }

        configuration.Sources.Add(sources._former.ReadFile(line.OptionsFile));
        sources.AddConfigFile();
        configuration.Sources.Add(sources._former.ReadEnvironment());
        configuration.AddEnvironmentVariables();
        NamedSource switches = new();
        foreach (CommandLineValue value in line.Values)
        {
            switches.Add(value.Key, value.Value, ConfigurationOrigin.CommandLine(value.Switch));
        }

        configuration.Sources.Add(switches);
        return sources;
    }

    private static bool IsSameFolder(string one, string other) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(other));

    /// <summary>
    /// Adds the settings of a folder. A file that is missing is not watched for: that would watch all of a working directory.
    /// </summary>
    private void AddSettingsOf(string folder)
    {
        string environment =
            Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environments.Production;
        foreach (string name in new[] { $"{Settings}.json", $"{Settings}.{environment}.json" })
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                Add(path, "");
            }
        }
    }

    private void AddConfigFile()
    {
        if (_line.ConfigFile is not { } file)
        {
            return;
        }

        if (File.Exists(file))
        {
            Add(Path.GetFullPath(file), "--config ");
        }
        else
        {
            _errors.Add($"--config '{file}' cannot be read: it does not exist");
        }
    }

    private void Add(string path, string by)
    {
        JsonConfigurationSource source = new()
        {
            // A file whose name begins with a dot is a file too.
            FileProvider = new PhysicalFileProvider(Path.GetDirectoryName(path)!, ExclusionFilters.None),
            Path = Path.GetFileName(path),
            Optional = true,
            ReloadOnChange = true,
        };

        // At the start it is an error like others. Later, whoever follows the configuration notes what cannot be read, and goes on.
        source.OnLoadException = context =>
        {
            _errors.Add($"{by}'{path}' cannot be read: {context.Exception.GetBaseException().Message}");
            context.Ignore = true;
        };
        _configuration.Sources.Add(source);
    }
}
