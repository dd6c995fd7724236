using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Arguments;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>Which two option sets are measured against each other, and how.</summary>
/// <param name="Run">The common options, the output folder, the module, attach point and body size.</param>
/// <param name="Guest">The built-in guest that is called when no module is given.</param>
/// <param name="SetA">What was set for the A side alone.</param>
/// <param name="SetB">What was set for the B side alone.</param>
/// <param name="OptionsA">All options of the A side.</param>
/// <param name="OptionsB">All options of the B side.</param>
/// <param name="Effect">The smallest effect of interest as a part of 1.</param>
/// <param name="TimeBudget">Time for all rounds.</param>
internal sealed record CompareLivePlan(
    RunPlan Run,
    string Guest,
    IReadOnlyList<string> SetA,
    IReadOnlyList<string> SetB,
    WasmRuntimeOptions OptionsA,
    WasmRuntimeOptions OptionsB,
    double Effect,
    TimeSpan TimeBudget
);
