using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.History;

namespace Smg.WasmPerf.Cli.Commands.History;

/// <summary>The command <c>history</c>: its arguments, and how they become a call.</summary>
/// <param name="common">Options that other commands have too.</param>
internal sealed class HistoryCommand(CommonOptions common)
{
    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Runs to add, each a folder or a results.json. Without one, the history is only shown.",
        HelpName = "PATH",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string> _file = new("--file")
    {
        Description = "The history.",
        DefaultValueFactory = _ => Path.Combine(Repository.Root, "reports", HistoryFile.FileName),
        HelpName = "FILE",
    };

    /// <summary>Builds the command.</summary>
    /// <param name="console">Shows what is going on.</param>
    public Command Build(RunConsole console) =>
        new Command(
            "history",
            "Adds runs to a history and shows its figures over time, with the points at which they changed. Machines are kept apart."
        )
        {
            _paths,
            _file,
            common.Out,
        }.Running(parse => HistoryHandler.Run(parse.GetValue(_paths) ?? [], HistoryPath(parse), Folder(parse), console));

    /// <summary>The history: it must be one that can be added to where a run is added.</summary>
    private string HistoryPath(ParseResult parse)
    {
        string file = parse.GetValue(_file)!;
        if (parse.GetValue(_paths) is { Length: > 0 } || Directory.Exists(file))
        {
            OutputFolder.PrepareFile(_file.Name, file);
        }

        return file;
    }

    /// <summary>The folder that was asked for. The history's page lies beside a run's files and replaces none of them.</summary>
    private string? Folder(ParseResult parse)
    {
        if (parse.GetValue(common.Out) is not { } folder)
        {
            return null;
        }

        string resolved = OutputFolder.Resolve(folder, "history", mayHoldResults: true);
        OutputFolder.Prepare(resolved);
        return resolved;
    }
}
