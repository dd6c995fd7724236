using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Cli.Commands.FindMax;

/// <summary>Under what objective the highest arrival rate is looked for.</summary>
/// <param name="Run">The runtime's options, the output folder, the module, attach point and body size.</param>
/// <param name="Guest">The built-in guest that is called when no module is given.</param>
/// <param name="MaxP99">The longest 99th percentile of the response time that passes.</param>
/// <param name="MaxFailedPercent">The largest share of failed requests that passes.</param>
/// <param name="Step">How long each level is measured.</param>
/// <param name="Search">Between which rates, and how closely.</param>
internal sealed record FindMaxPlan(
    RunPlan Run,
    string Guest,
    TimeSpan MaxP99,
    double MaxFailedPercent,
    TimeSpan Step,
    RateSearchOptions Search
);
