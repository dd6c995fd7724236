using System.CommandLine;
using Smg.WasmPerf.Diagnostics;

namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>What a load is watched with beside its requests: options of all commands that load.</summary>
internal sealed class WatchOptions
{
    private readonly Option<bool> _phases = new("--phases")
    {
        Description = "Measures the phases of each call, from the queue to the closing of the store. Sets the option PhaseTimings.",
    };

    private readonly Option<bool> _diagnostics = new("--diagnostics")
    {
        Description = "Samples the .NET runtime over EventPipe each second: GC pauses, allocations, processor, thread pool and memory.",
    };
    private readonly Option<bool> _trace = new("--trace")
    {
        Description =
            "Records each load scenario with the profiler: DIR/traces/NAME.nettrace, and a .speedscope.json of it for "
            + "https://www.speedscope.app. Slows the measurement.",
    };

    /// <summary>Options of every command that measures load.</summary>
    public Option[] Measuring => [_phases, _diagnostics];

    /// <summary>Options of commands that run load scenarios.</summary>
    public Option[] All => [.. Measuring, _trace];

    /// <summary>Checks that this process can be watched as the plan asks.</summary>
    /// <exception cref="DiagnosticsUnavailableException">This process cannot be watched.</exception>
    public static void ThrowIfUnavailable(RunPlan plan)
    {
        if (plan.Diagnostics || plan.Trace)
        {
            EventSession.ThrowIfUnavailable();
        }
    }

    /// <summary>The plan with what was asked for.</summary>
    public RunPlan Apply(ParseResult parse, RunPlan plan) =>
        plan with
        {
            Diagnostics = parse.GetValue(_diagnostics),
            Trace = parse.GetValue(_trace),
            Options = parse.GetValue(_phases) ? plan.Options with { PhaseTimings = true } : plan.Options,
        };
}
