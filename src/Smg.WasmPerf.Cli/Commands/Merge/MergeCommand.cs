using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Merge;

/// <summary>The command <c>merge</c>.</summary>
/// <param name="common">Options that other commands have too.</param>
internal sealed class MergeCommand(CommonOptions common)
{
    private readonly Argument<string[]> _shards = new("FILE")
    {
        Description = "The results.json of every shard.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Builds the command.</summary>
    /// <param name="console">Shows what is going on.</param>
    public Command Build(RunConsole console) =>
        new Command("merge", "Merges the results of all shards of a load run, without loss.")
        {
            _shards,
            common.Out,
            common.Overwrite,
        }.Running(parse =>
            MergeHandler.Run(new MergePlan(parse.GetValue(_shards)!, common.OutFolder(parse), Invocation.CommandLine), console)
        );
}
