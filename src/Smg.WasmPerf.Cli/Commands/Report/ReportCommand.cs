using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;

namespace Smg.WasmPerf.Cli.Commands.Report;

/// <summary>The command <c>report</c>: its arguments, and how they become a call.</summary>
/// <param name="common">Options that other commands have too.</param>
internal sealed class ReportCommand(CommonOptions common)
{
    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "A run's folder or results.json, and BenchmarkDotNet's *-report-full.json.",
        HelpName = "PATH",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Builds the command.</summary>
    /// <param name="console">Shows what is going on.</param>
    public Command Build(RunConsole console) =>
        new Command("report", "Rebuilds a run's reports and plots, and adds what BenchmarkDotNet's own command line measured.")
        {
            _paths,
            common.Out,
            common.Overwrite,
        }.Running(parse => ReportHandler.Run(parse.GetValue(_paths)!, Folder(parse), console));

    /// <summary>The folder that was asked for: a run's own folder is written to without being asked for.</summary>
    private string? Folder(ParseResult parse)
    {
        if (parse.GetValue(common.Out) is not { } folder)
        {
            return null;
        }

        bool isItsOwn =
            parse.GetValue(_paths) is [{ } only]
            && folder.Length > 0
            && Path.GetFullPath(Directory.Exists(only) ? only : Path.GetDirectoryName(Path.GetFullPath(only))!).TrimEnd('/')
                == Path.GetFullPath(folder).TrimEnd('/');
        string resolved = OutputFolder.Resolve(folder, "report", isItsOwn || parse.GetValue(common.Overwrite));
        OutputFolder.Prepare(resolved);
        return resolved;
    }
}
