using System.Globalization;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>Where and with what the run was made, and how to repeat it.</summary>
internal static class EnvironmentSection
{
    /// <summary>The sections.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        EnvironmentInfo environment = results.Environment;
        TableBlock table = new(
            ["What", "Value"],
            [
                ["Host", environment.Host],
                ["Processor", environment.Cpu],
                ["Cores", environment.Cores == 0 ? "unknown" : Cell.Whole(environment.Cores)],
                ["System", environment.Os],
                [".NET", environment.DotNet],
                ["Wasmtime", environment.Wasmtime],
                ["Commit", environment.Commit + (environment.Dirty == true ? " with changes" : "")],
                ["Started", environment.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)],
            ]
        );
        yield return new ReportSection("Environment", [table, .. Options(environment.Options)]);
        yield return new ReportSection("Repeat", [new CommandBlock(environment.Command)]);
    }

    private static IEnumerable<ReportBlock> Options(IReadOnlyDictionary<string, string> options) =>
        options.Count == 0
            ? []
            :
            [
                new HeadingBlock("Options"),
                TableBlock.Of(
                    options.OrderBy(option => option.Key, StringComparer.Ordinal),
                    ["Option", "Value"],
                    option => [$"`{option.Key}`", option.Value]
                ),
            ];
}
