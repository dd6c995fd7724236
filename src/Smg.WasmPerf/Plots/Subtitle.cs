using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>A plot's line on the configuration.</summary>
internal static class Subtitle
{
    /// <summary>The machine, the versions and the commit, after what is special to the plot.</summary>
    /// <param name="results">The run.</param>
    /// <param name="special">What is special to the plot; empty for nothing.</param>
    public static string Of(RunResults results, string special = "")
    {
        EnvironmentInfo environment = results.Environment;
        string commit = environment.Commit.Length > 10 ? environment.Commit[..10] : environment.Commit;
        string[] parts =
        [
            results.Interrupted ? "interrupted run, partial results" : "",
            special,
            environment.Cpu,
            environment.Cores == 0 ? "" : Quantity.Count(environment.Cores, "core"),
            $".NET {environment.DotNet}",
            $"Wasmtime {environment.Wasmtime}",
            $"commit {commit}{(environment.Dirty == true ? " + changes" : "")}",
        ];

        // No-break spaces hold a part together where the line is broken.
        return string.Join("\u00A0· ", parts.Where(part => part.Length > 0).Select(part => part.Replace(' ', '\u00A0')));
    }
}
