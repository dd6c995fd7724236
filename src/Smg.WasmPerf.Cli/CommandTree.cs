using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Calibrate;
using Smg.WasmPerf.Cli.Commands.Compare;
using Smg.WasmPerf.Cli.Commands.FindMax;
using Smg.WasmPerf.Cli.Commands.History;
using Smg.WasmPerf.Cli.Commands.Listing;
using Smg.WasmPerf.Cli.Commands.Measure;
using Smg.WasmPerf.Cli.Commands.Merge;
using Smg.WasmPerf.Cli.Commands.Report;
using Smg.WasmPerf.Cli.Commands.Serve;
using Smg.WasmPerf.Cli.Commands.Tune;
using Smg.WasmPerf.Cli.Sessions;

namespace Smg.WasmPerf.Cli;

/// <summary>The commands.</summary>
internal sealed class CommandTree
{
    private readonly Option<bool> _noLive = new("--no-live")
    {
        Description = "Prints plain lines even in a terminal. NO_COLOR=1 keeps the live view, without colours.",
        Recursive = true,
    };

    /// <summary>Builds the root command. Without a command it does what <c>quick</c> does.</summary>
    /// <param name="services">The services that carry out the plans.</param>
    public RootCommand Build(RunServices services)
    {
        RootCommand root = new(
            """
            Measures WASM middleware on the Smg.Wasm runtime: gates, benchmarks and load, with plots and a report.

            Exit codes: 0 passed, 1 a gate failed or a threshold was broken, 2 wrong usage, 3 cannot run here, 4 undecided (a gate's
            interval includes its threshold), 130 and 143 interrupted by Ctrl-C or SIGTERM (finished measurements are in --out).
            """
        );
        CommonOptions common = new();
        MeasureCommands measure = new(common, services);
        foreach (
            Command command in (Command[])
                [
                    .. measure.Build(),
                    new ListCommand(common).Build(services.Output),
                    new MergeCommand(common).Build(services.Console),
                    new CompareCommand(common).Build(services),
                    new CalibrateCommand(common).Build(services),
                    new TuneCommand(common).Build(services),
                    new FindMaxCommand(common).Build(services),
                    new ReportCommand(common).Build(services.Console),
                    new HistoryCommand(common).Build(services.Console),
                    new ServeCommand(common).Build(services),
                ]
        )
        {
            root.Add(command);
        }

        measure.BuildDefault(root);
        root.Add(_noLive);
        return root;
    }

    /// <summary>Whether what is going on may be shown live.</summary>
    public bool WantsLive(ParseResult parse) => !parse.GetValue(_noLive);

    /// <summary>The first thing that is wrong with a command line, in one line; null when nothing is.</summary>
    public static string? FirstError(ParseResult parse)
    {
        if (FirstEmpty(parse) is { } empty)
        {
            return empty;
        }

        if (parse.Errors.Count == 0)
        {
            return null;
        }

        if (parse.UnmatchedTokens is [{ } token, ..])
        {
            string commands = string.Join(", ", parse.RootCommandResult.Command.Subcommands.Select(command => command.Name));
            return token.StartsWith('-') ? $"unknown option '{token}'" : $"unknown command '{token}'. Commands: {commands}";
        }

        return parse.Errors[0].Message.TrimEnd('.');
    }

    /// <summary>An empty text is a variable of a script that was not set: it names no file, no folder and no pattern.</summary>
    private static string? FirstEmpty(ParseResult parse)
    {
        string[] words = [.. parse.Tokens.Select(token => token.Value)];
        int empty = Array.FindIndex(words, string.IsNullOrWhiteSpace);
        return empty < 0 ? null
            : empty > 0 && words[empty - 1].StartsWith('-') ? $"{words[empty - 1]} is empty"
            : "an argument is empty";
    }
}
