using System.Text.Json;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Gateway;

/// <summary>
/// What <c>--check-config</c> prints: every setting in force with its value, unit and source, secrets masked, and every error.
/// </summary>
/// <param name="reading">The configuration.</param>
internal sealed class ConfigurationReport(GatewayReading reading)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>What is wrong besides what the reading found, a sentence each.</summary>
    public IReadOnlyList<string> MoreErrors { get; init; } = [];

    /// <summary>Names that are replaced, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>All errors: also those that only a start would show otherwise.</summary>
    public IReadOnlyList<string> Errors =>
        [
            .. MoreErrors,
            .. (
                reading with
                {
                    Faults = [.. reading.Faults, .. reading.Options.Kestrel is { } kestrel ? KestrelFaults.FindUnbound(kestrel) : []],
                }
            ).Errors,
        ];

    /// <summary>Every setting in force.</summary>
    public IReadOnlyList<SettingInForce> Settings =>
        [
            .. GatewaySettings.All.Select(setting => Of(GatewaySettings.Section, setting, setting.Read(reading.Options))),
            .. SmgWasmSettings.All.Select(setting => Of(SmgWasmSettings.Section, setting, setting.Read(reading.Options.SmgWasm))),
            .. reading.Options.SmgWasm.Modules.SelectMany(Module),
            .. reading.Options.Kestrel is { } kestrel ? Raw(kestrel) : [],
            .. Raw(reading.Configuration.GetSection("Logging")),
        ];

    /// <summary>Writes text: settings to one output, errors and warnings to the other.</summary>
    public void WriteText(TextWriter output, TextWriter error)
    {
        IReadOnlyList<SettingInForce> settings = Settings;
        int key = settings.Max(one => one.Key.Length);
        int value = Math.Min(48, settings.Max(one => one.Text.Length));
        foreach (SettingInForce one in settings)
        {
            output.WriteLine($"{one.Key.PadRight(key)}  {one.Text.PadRight(value)}  {one.Origin}");
        }

        foreach (string line in Warnings.Select(warning => $"warning: {warning}").Concat(Errors.Select(line => $"error: {line}")))
        {
            error.WriteLine(line);
        }

        int set = settings.Count(one => one.Origin != ConfigurationOrigin.Default);
        output.WriteLine($"{settings.Count} settings, {set} of them set, {Errors.Count} {(Errors.Count == 1 ? "error" : "errors")}");
    }

    /// <summary>Writes one JSON object.</summary>
    public void WriteJson(Stream output) =>
        JsonSerializer.Serialize(
            output,
            new
            {
                valid = Errors.Count == 0,
                settings = Settings.Select(one => new
                {
                    key = one.Key,
                    value = one.Value,
                    unit = one.Unit,
                    source = one.Origin.Source,
                    name = one.Origin.Name,
                }),
                errors = Errors,
                warnings = Warnings,
            },
            Indented
        );

    private IEnumerable<SettingInForce> Module(WasmModuleOptions module)
    {
        string section = $"{SmgWasmSettings.Section}:{module.Key}";
        foreach (Setting<WasmModuleOptions> setting in ModuleSettingsTable.All)
        {
            if (setting.Kind is SettingKind.Pairs or SettingKind.Lists)
            {
                foreach (SettingInForce one in Raw(reading.Configuration.GetSection($"{section}:{setting.Key}")))
                {
                    yield return one;
                }
            }
            else
            {
                yield return Of(section, setting, setting.Read(module));
            }
        }
    }

    private SettingInForce Of(string section, Setting setting, string value)
    {
        string key = $"{section}:{setting.Key}";
        ConfigurationOrigin origin = ConfigurationOrigin.Of(reading.Configuration, FindWritten(section, setting) ?? key);
        string shown =
            origin == ConfigurationOrigin.Default && (value.Length == 0 || setting.DefaultText == "required")
                ? setting.DefaultText ?? "none"
                : value;
        return new SettingInForce(key, SecretKeys.Show(key, shown == "none" ? "" : shown), setting.Unit, origin);
    }

    /// <summary>The key as the user wrote it, where that may differ.</summary>
    private string? FindWritten(string section, Setting setting) =>
        setting.IgnoresUnderscores
            ? reading
                .Configuration.GetSection($"{section}:{SmgWasmSettings.Runtime}")
                .GetChildren()
                .FirstOrDefault(child => setting.IsNamed($"{SmgWasmSettings.Runtime}:{child.Key}"))
                ?.Path
            : null;

    /// <summary>The values of a section that others read.</summary>
    private IEnumerable<SettingInForce> Raw(IConfigurationSection section) =>
        section
            .AsEnumerable()
            .Where(pair => !string.IsNullOrEmpty(pair.Value))
            .OrderBy(pair => pair.Key, ConfigurationKeyComparer.Instance)
            .Select(pair => new SettingInForce(
                pair.Key,
                SecretKeys.Show(pair.Key, pair.Value!),
                "",
                ConfigurationOrigin.Of(reading.Configuration, pair.Key)
            ));
}

/// <summary>A setting in force.</summary>
/// <param name="Key">Its whole key.</param>
/// <param name="Value">Its value, masked where it may be a secret; empty for none.</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Origin">Where the value comes from.</param>
internal sealed record SettingInForce(string Key, string Value, string Unit, ConfigurationOrigin Origin)
{
    /// <summary>The value with its unit, on one line.</summary>
    public string Text =>
        Value.Length == 0 ? "none"
        : Unit.Length == 0 || !char.IsAsciiDigit(Value[^1]) ? OneLine(Value)
        : $"{OneLine(Value)} {Unit}";

    private static string OneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
