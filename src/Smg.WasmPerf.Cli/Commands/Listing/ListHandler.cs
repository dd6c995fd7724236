using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Benchmarks;
using Smg.WasmPerf.Cli.Commands.Gates;
using Smg.WasmPerf.Cli.Commands.Load;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Cli.Commands.Listing;

/// <summary>Prints what there is to run and to set.</summary>
internal static class ListHandler
{
    public static int Print(RunPlan plan, TextWriter output)
    {
        output.WriteLine("gates");
        foreach (Gate gate in GateHandler.Select(plan))
        {
            output.WriteLine($"  {gate.Name, -34}{gate.Description}");
        }

        output.WriteLine("load scenarios");
        foreach (LoadScenario scenario in LoadHandler.Select(plan))
        {
            output.WriteLine($"  {scenario.Name, -34}{scenario.Description}");
        }

        output.WriteLine("benchmarks");
        foreach (string benchmark in BenchHandler.Select(plan))
        {
            output.WriteLine($"  {benchmark}");
        }

        output.WriteLine("options (--option Name=Value, a JSON file, or SMG_WASM_NAME in the environment)");
        foreach (OptionDescriptor option in OptionsCatalogue.All.Where(option => NameFilter.Matches(plan.Filter, option.Name)))
        {
            output.WriteLine($"  {option.Name + "=" + option.Read(plan.Options), -34}{option.Bounds}. {option.Reason}");
        }

        return ExitCode.Passed;
    }
}
