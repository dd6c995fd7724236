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
        TableBlock table = new("What", "Value");
        table.Add("Host", environment.Host);
        table.Add("Processor", environment.Cpu);
        table.Add("Cores", Cell.Whole(environment.Cores));
        table.Add("System", environment.Os);
        table.Add(".NET", environment.DotNet);
        table.Add("Wasmtime", environment.Wasmtime);
        table.Add("Commit", environment.Commit + (environment.Dirty == true ? " with changes" : ""));
        table.Add("Started", environment.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        yield return new ReportSection("Environment", [table, .. Options(environment.Options)]);
        yield return new ReportSection("Repeat", [new CommandBlock(environment.Command)]);
    }

    private static IEnumerable<ReportBlock> Options(IReadOnlyDictionary<string, string> options)
    {
        if (options.Count == 0)
        {
            yield break;
        }

        TableBlock table = new("Option", "Value");
        foreach ((string name, string value) in options.OrderBy(option => option.Key, StringComparer.Ordinal))
        {
            table.Add($"`{name}`", value);
        }

        yield return new HeadingBlock("Options");
        yield return table;
    }
}
