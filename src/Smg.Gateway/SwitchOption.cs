using System.CommandLine;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Gateway;

/// <summary>A switch of the command line that sets a key of the configuration.</summary>
internal sealed class SwitchOption
{
    private readonly string _key;
    private readonly Setting _setting;
    private readonly Option<string[]>? _list;
    private readonly Option<bool>? _flag;
    private readonly Option<string>? _text;

    /// <summary>Makes the switch of a setting.</summary>
    /// <param name="section">The section of its key.</param>
    /// <param name="setting">The setting.</param>
    public SwitchOption(string section, Setting setting)
    {
        _setting = setting;
        _key = $"{section}:{setting.Key}";
        string often = setting.Kind == SettingKind.List ? " Repeatable." : "";
        string values =
            setting.Kind is SettingKind.Flag or SettingKind.List || setting is { Kind: SettingKind.Text, Values: null }
                ? ""
                : $" {char.ToUpperInvariant(setting.Bounds[0])}{setting.Bounds[1..]}.";
        string description = $"{setting.Reason}{values}{often} [{_key}]";
        string name = setting.Switch!;
        if (setting.Kind == SettingKind.Flag)
        {
            _flag = new Option<bool>(name) { Description = description };
        }
        else if (setting.Kind == SettingKind.List)
        {
            _list = new Option<string[]>(name) { Description = description, HelpName = setting.HelpName };
        }
        else
        {
            _text = new Option<string>(name) { Description = description, HelpName = setting.HelpName };
        }
    }

    /// <summary>The switch, for a command to take.</summary>
    public Option Option => (Option?)_flag ?? (Option?)_list ?? _text!;

    /// <summary>Its value; null where it is not given.</summary>
    public CommandLineValue? Read(ParseResult parse) =>
        parse.GetResult(Option) is not { Implicit: false } ? null
        : _flag is not null ? Value(parse.GetValue(_flag) ? "true" : "false")
        : _list is not null ? Value(string.Join(",", parse.GetValue(_list) ?? []))
        : Value(ToAbsolute(parse.GetValue(_text!) ?? ""));

    private CommandLineValue Value(string text) => new(_key, text, _setting.Switch!);

    /// <summary>A path on a command line is read from the working directory.</summary>
    private string ToAbsolute(string text) =>
        _setting.Key == nameof(SmgWasmOptions.ManifestPath) && text.Length > 0 ? Path.GetFullPath(text) : text;
}
