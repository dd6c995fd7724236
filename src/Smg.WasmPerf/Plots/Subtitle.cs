using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>A plot's line on the configuration.</summary>
internal static class Subtitle
{
    /// <summary>The machine, the versions and the commit, after what is special to the plot.</summary>
    /// <param name="environment">The run's environment.</param>
    /// <param name="special">What is special to the plot; empty for nothing.</param>
    public static string Of(EnvironmentInfo environment, string special = "")
    {
        string commit = environment.Commit.Length > 10 ? environment.Commit[..10] : environment.Commit;
        string[] parts =
        [
            special,
            environment.Cpu,
            $"{environment.Cores} {(environment.Cores == 1 ? "core" : "cores")}",
            $".NET {environment.DotNet}",
            $"Wasmtime {environment.Wasmtime}",
            $"commit {commit}{(environment.Dirty == true ? " + changes" : "")}",
        ];

        // No-break spaces hold a part together where the line is broken.
        return string.Join("\u00A0· ", parts.Where(part => part.Length > 0).Select(part => part.Replace(' ', '\u00A0')));
    }
}
