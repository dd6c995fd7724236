using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Scenarios.Tuning;

namespace Smg.WasmPerf.Cli.Commands.Tune;

/// <summary>What options are searched for, and how long.</summary>
/// <param name="Run">The options to begin with, the output folder, the module, attach point and rate.</param>
/// <param name="Guest">The built-in guest that is called when no module is given.</param>
/// <param name="Goal"><c>throughput</c> or <c>p99</c>.</param>
/// <param name="Bodies">The bodies' sizes and weights.</param>
/// <param name="Seed">The seed of the search.</param>
/// <param name="Time">The time for all of it.</param>
/// <param name="AllowState">Whether guests may keep state between calls.</param>
internal sealed record TunePlan(RunPlan Run, string Guest, string Goal, MessageMix Bodies, int Seed, TimeSpan Time, bool AllowState);
