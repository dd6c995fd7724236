using System.CommandLine;
using System.Text.RegularExpressions;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Gateway;

/// <summary>
/// What a command line says: values by their configuration keys, which files are read besides, and whether the configuration is only
/// checked.
/// </summary>
internal sealed partial class GatewayCommandLine
{
    private readonly Option<string?> _config = new("--config")
    {
        Description =
            "A JSON file with the sections Gateway, SmgWasm and Kestrel; overrides appsettings.json. Changes of its modules take "
            + "effect at run time. Kestrel:Endpoints configures listeners (HTTP/2, h2c, TLS) in place of --address.",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _options = new("--option")
    {
        Description = "An option of the runtime, for instance MaxExecutionTimeMs=50 [SmgWasm:Runtime]. Repeatable.",
        HelpName = "NAME=VALUE",
    };
    private readonly Option<string?> _optionsFile = new("--options")
    {
        Description = "A JSON file with options of the runtime. Deprecated: use the section SmgWasm:Runtime of --config.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _check = new("--check-config")
    {
        Description =
            "Prints every effective setting with its value and source, and every error; starts nothing. Exits with 0, or 2 on an error.",
    };
    private readonly Option<bool> _json = new("--json") { Description = "With --check-config: prints JSON." };
    private readonly List<SwitchOption> _switches = [];
    private readonly List<string> _errors = [];

    private GatewayCommandLine() { }

    /// <summary>Values by their keys, with the switch of each. Later ones win.</summary>
    public List<CommandLineValue> Values { get; } = [];

    /// <summary>The file of <c>--config</c>; null for none.</summary>
    public string? ConfigFile { get; private set; }

    /// <summary>The file of <c>--options</c>; null for none.</summary>
    public string? OptionsFile { get; private set; }

    /// <summary>Whether the configuration is only checked.</summary>
    public bool IsCheck { get; private set; }

    /// <summary>Whether the check prints JSON.</summary>
    public bool AsJson { get; private set; }

    /// <summary>What is wrong with the command line itself.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>Null where help or the version was asked for, and is printed.</returns>
    public static GatewayCommandLine? Parse(IReadOnlyList<string> args)
    {
        GatewayCommandLine line = new();
        ParseResult parse = line.Build().Parse([.. line.TakeKeys(args)]);
        if (parse.Errors.Count > 0)
        {
            line._errors.AddRange(parse.Errors.Select(error => error.Message.TrimEnd('.')).Distinct());
            return line;
        }

        if (parse.Action is not null)
        {
            // The help or the version was asked for.
            parse.Invoke();
            return null;
        }

        line.Read(parse);
        return line;
    }

    private RootCommand Build()
    {
        RootCommand root = new(
            $"""
            A gateway that runs WebAssembly middleware on every request.

            The admin API registers modules (POST /wasm), lists them (GET), replaces them (PUT /wasm/UUID) and removes them (DELETE).
            The same port serves /health, /ready, /metrics and /openapi/v1.json. The admin API requires the key in the environment
            variable {GatewayOptions.AdminKeySetting}; without a key it must be on a loopback address.

            Each setting is a key of the configuration, named in brackets. From lowest to highest precedence: defaults,
            appsettings.json beside the program, that of the working directory, the file of --config, the environment
            (Gateway__Upstream=...), the command line, which also takes every key as --Gateway:Upstream=... .
            Exit codes: 0 stopped on request, 2 wrong usage, 3 cannot run here.
            """
        )
        {
            _config,
            _check,
            _json,
        };
        AddSwitches(root, GatewaySettings.Section, GatewaySettings.All);
        AddSwitches(root, SmgWasmSettings.Section, SmgWasmSettings.All);
        root.Add(_options);
        root.Add(_optionsFile);
        return root;
    }

    private void AddSwitches(RootCommand root, string section, IEnumerable<Setting> settings)
    {
        foreach (Setting setting in settings.Where(setting => setting.Switch is not null))
        {
            SwitchOption option = new(section, setting);
            _switches.Add(option);
            root.Add(option.Option);
        }
    }

    /// <summary>Takes <c>--Section:Key=value</c> and <c>--Section:Key value</c>; the other arguments are left.</summary>
    private List<string> TakeKeys(IReadOnlyList<string> args)
    {
        List<string> rest = [];
        for (int i = 0; i < args.Count; i++)
        {
            if (ConfigurationKey().Match(args[i]) is not { Success: true } match)
            {
                rest.Add(args[i]);
            }
            else if (match.Groups["value"].Success)
            {
                Values.Add(new CommandLineValue(match.Groups["key"].Value, match.Groups["value"].Value, args[i].Split('=')[0]));
            }
            else if (++i < args.Count)
            {
                Values.Add(new CommandLineValue(match.Groups["key"].Value, args[i], args[i - 1]));
            }
            else
            {
                _errors.Add($"Required argument missing for option: '{args[i - 1]}'");
            }
        }

        return rest;
    }

    private void Read(ParseResult parse)
    {
        ConfigFile = parse.GetValue(_config);
        OptionsFile = parse.GetValue(_optionsFile);
        IsCheck = parse.GetValue(_check);
        AsJson = parse.GetValue(_json);
        if (AsJson && !IsCheck)
        {
            _errors.Add("--json needs --check-config");
        }

        Values.AddRange(_switches.Select(option => option.Read(parse)).OfType<CommandLineValue>());
        foreach (string assignment in parse.GetValue(_options) ?? [])
        {
            ReadAssignment(assignment);
        }
    }

    private void ReadAssignment(string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            _errors.Add($"--option '{assignment}' is not of the form Name=Value");
            return;
        }

        string name = assignment[..equals].Trim();
        Values.Add(new CommandLineValue(FormerNames.KeyOf(name), assignment[(equals + 1)..], $"--option {name}"));
    }

    [GeneratedRegex(
        "^--(?<key>(?:Gateway|SmgWasm|Kestrel|Logging):[^=]+)(?:=(?<value>.*))?$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex ConfigurationKey();
}

/// <summary>A value of a command line.</summary>
/// <param name="Key">Its configuration key.</param>
/// <param name="Value">The value.</param>
/// <param name="Switch">How the user wrote it.</param>
internal sealed record CommandLineValue(string Key, string Value, string Switch);
