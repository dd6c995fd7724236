using System.CommandLine;
using Smg.WasmPerf.Cli.Sessions;

namespace Smg.WasmPerf.Cli.Commands.Report;

/// <summary>The command <c>report</c>: its arguments, and how they become a call.</summary>
internal sealed class ReportCommand(Option<string?> output, Option<bool> overwrite)
{
    private readonly Argument<string[]> _paths = new("PATH") { Description = "A run's folder or results.json, and BenchmarkDotNet's *-report-full.json.", HelpName = "PATH", Arity = ArgumentArity.OneOrMore };

    /// <summary>Builds the command.</summary>
    /// <param name="run">Makes the reports: from these paths, into this folder; null for the run's own.</param>
    public Command Build(Func<IReadOnlyList<string>, string?, int> run)
    {
        Command command = new("report", "Makes a run's reports and plots again, and takes in what BenchmarkDotNet's own command line measured.") { _paths, output, overwrite };
        command.SetAction(parse => run(parse.GetValue(_paths)!, Folder(parse)));
        return command;
    }

    /// <summary>The folder that was asked for: a run's own folder is written to without being asked for.</summary>
    private string? Folder(ParseResult parse)
    {
        if (parse.GetValue(output) is not { } folder)
        {
            return null;
        }

        bool isItsOwn = parse.GetValue(_paths) is [{ } only] && folder.Length > 0
            && Path.GetFullPath(Directory.Exists(only) ? only : Path.GetDirectoryName(Path.GetFullPath(only))!).TrimEnd('/') == Path.GetFullPath(folder).TrimEnd('/');
        string resolved = OutputFolder.Resolve(folder, "report", isItsOwn || parse.GetValue(overwrite));
        OutputFolder.Prepare(resolved);
        return resolved;
    }
}
