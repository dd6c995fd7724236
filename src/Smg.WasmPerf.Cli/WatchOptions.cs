using System.CommandLine;

namespace Smg.WasmPerf.Cli;

/// <summary>What a load is watched with beside its requests: options of all commands that load.</summary>
internal sealed class WatchOptions
{
    private readonly Option<bool> _phases = new("--phases") { Description = "Times the phases of each call, from the queue to the closing of the store: sets the runtime's option PhaseTimings." };

    /// <summary>The options.</summary>
    public Option[] All => [_phases];

    /// <summary>The plan with what was asked for.</summary>
    public RunPlan Apply(ParseResult parse, RunPlan plan) => plan with
    {
        Options = parse.GetValue(_phases) ? plan.Options with { PhaseTimings = true } : plan.Options,
    };
}
