using System.CommandLine;

namespace Smg.Gateway.Simulator;

/// <summary>The settings of an upstream on a command line, for whatever program starts one.</summary>
public sealed class UpstreamCommand
{
    private readonly List<(UpstreamSetting Setting, Option<string?> Option)> _options =
    [
        .. UpstreamSetting.All.Select(setting =>
            (
                setting,
                new Option<string?>("--upstream-" + setting.Name)
                {
                    Description = $"{setting.Description}: {setting.Form}.",
                    HelpName = "VALUE",
                }
            )
        ),
    ];

    /// <summary>The options, for a command to take.</summary>
    public IEnumerable<Option> Options => _options.Select(pair => pair.Option);

    /// <summary>Reads the settings.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="errors">What is wrong, one sentence without a full stop for each; empty when nothing is.</param>
    public UpstreamSettings Read(ParseResult parse, out IReadOnlyList<string> errors)
    {
        List<string> wrong = [];
        UpstreamSettings settings = new();
        foreach ((UpstreamSetting setting, Option<string?> option) in _options)
        {
            if (parse.GetValue(option) is { } text)
            {
                UpstreamSettings? changed = setting.Apply(settings, text);
                settings = changed ?? settings;
                wrong.AddRange(changed is null ? ["--upstream-" + setting.Error(text)] : []);
            }
        }

        errors = wrong;
        return settings;
    }
}
