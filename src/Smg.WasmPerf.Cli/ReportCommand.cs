using System.CommandLine;

namespace Smg.WasmPerf.Cli;

/// <summary>The command <c>report</c>: its arguments, and how they become a call.</summary>
internal sealed class ReportCommand(Option<string?> output)
{
    private readonly Argument<string[]> _paths = new("PATH") { Description = "A run's folder or results.json, and BenchmarkDotNet's *-report-full.json.", HelpName = "PATH", Arity = ArgumentArity.OneOrMore };

    /// <summary>Builds the command.</summary>
    /// <param name="run">Makes the reports: from these paths, into this folder; null for the run's own.</param>
    public Command Build(Func<IReadOnlyList<string>, string?, int> run)
    {
        Command command = new("report", "Makes a run's reports and plots again, and takes in what BenchmarkDotNet's own command line measured.") { _paths, output };
        command.SetAction(parse => run(parse.GetValue(_paths)!, parse.GetValue(output)));
        return command;
    }
}
