using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;

namespace Smg.WasmPerf.Cli.Commands.Listing;

/// <summary>The command <c>list</c>.</summary>
/// <param name="common">Options that other commands have too.</param>
internal sealed class ListCommand(CommonOptions common)
{
    /// <summary>Builds the command.</summary>
    /// <param name="output">Takes the list.</param>
    public Command Build(TextWriter output) =>
        new Command("list", "Lists gates, scenarios, benchmarks and options.")
        {
            common.Filter,
            common.Assignments,
            common.OptionsFile,
        }.Running(parse => ListHandler.Print(common.Plan(parse), output));
}
