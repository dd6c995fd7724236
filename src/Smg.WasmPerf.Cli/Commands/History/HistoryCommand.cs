using System.CommandLine;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.History;

namespace Smg.WasmPerf.Cli.Commands.History;

/// <summary>The command <c>history</c>: its arguments, and how they become a call.</summary>
internal sealed class HistoryCommand(Option<string?> output)
{
    private readonly Argument<string[]> _paths = new("PATH") { Description = "Runs to add: their folders or results.json; none only shows what is there.", HelpName = "PATH", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _file = new("--file") { Description = "The history.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "reports", HistoryFile.FileName), HelpName = "FILE" };

    /// <summary>Builds the command.</summary>
    /// <param name="run">Adds these paths to this file, and writes into this folder; null for the file's own.</param>
    public Command Build(Func<IReadOnlyList<string>, string, string?, int> run)
    {
        Command command = new("history", "Adds runs to a history and shows its figures over time, with the points at which they changed. Machines are kept apart.") { _paths, _file, output };
        command.SetAction(parse => run(parse.GetValue(_paths) ?? [], parse.GetValue(_file)!, Folder(parse)));
        return command;
    }

    /// <summary>The folder that was asked for. The history's page lies beside a run's files and replaces none of them.</summary>
    private string? Folder(ParseResult parse)
    {
        if (parse.GetValue(output) is not { } folder)
        {
            return null;
        }

        string resolved = OutputFolder.Resolve(folder, "history", mayHoldResults: true);
        OutputFolder.Prepare(resolved);
        return resolved;
    }
}
