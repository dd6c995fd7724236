using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Benchmarks;
using Smg.WasmPerf.Cli.Commands.Gates;
using Smg.WasmPerf.Cli.Commands.Load;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Listing;

/// <summary>Prints what there is to run and to set.</summary>
internal static class ListHandler
{
    public static int Print(RunPlan plan, TextWriter output)
    {
        (string Heading, string[] Lines)[] sections =
        [
            ("gates", [.. GateHandler.Select(plan).Select(gate => $"{gate.Name, -34}{gate.Description}")]),
            ("load scenarios", [.. LoadHandler.Select(plan).Select(scenario => $"{scenario.Name, -34}{scenario.Description}")]),
            ("benchmarks", [.. BenchHandler.Select(plan)]),
            (
                "options (--option Name=Value, a JSON file, or SMG_WASM_NAME in the environment)",
                [
                    .. OptionsCatalogue
                        .All.Where(option => NameFilter.Matches(plan.Filter, option.Name))
                        .Select(option => $"{option.Name + "=" + option.Read(plan.Options), -34}{option.Bounds}. {option.Reason}"),
                ]
            ),
        ];
        if (plan.Filter is not null && sections.All(section => section.Lines.Length == 0))
        {
            throw new UsageException($"--filter '{plan.Filter}' matches nothing: '{Invocation.Name} list' shows all names");
        }

        foreach ((string heading, string[] lines) in sections)
        {
            output.WriteLine(heading);
            Array.ForEach(lines, line => output.WriteLine($"  {line}"));
        }

        return ExitCode.Passed;
    }
}
