using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>What the .NET runtime did under load: a row for each row of the load results that was watched.</summary>
internal static class DiagnosticsSection
{
    /// <summary>The section; none when no row was watched.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        LoadResult[] rows = [.. results.Load.Where(load => load.Diagnostics is not null)];
        if (rows.Length > 0)
        {
            yield return new ReportSection(
                "The .NET runtime under load",
                [
                    new TextBlock(
                        "The values are of the whole process, load generator included. Processor time is a share of all cores; "
                            + "results.json has the values of each second."
                    ),
                    Table(rows),
                ]
            );
        }
    }

    private static TableBlock Table(IEnumerable<LoadResult> rows) =>
        TableBlock.Of(
            rows,
            [
                "Scenario",
                "Configuration",
                ">GCs",
                ">Pauses",
                ">Longest pause",
                ">Allocated a second",
                ">CPU",
                ">Working set, at most",
                ">Pool threads, at most",
                ">Pool queue, at most",
            ],
            load => Cells(load, load.Diagnostics!)
        );

    private static string[] Cells(LoadResult load, DiagnosticsResult seen) =>
        [
            load.Scenario,
            load.Configuration,
            Cell.Whole(seen.GcCount),
            Quantity.Time(seen.GcPauseMs * 1000),
            Quantity.Time(seen.GcMaxPauseMs * 1000),
            Quantity.Bytes(Values(seen, second => second.AllocatedBytes).Average()),
            Values(seen, second => second.CpuPercent).Average() is { } cpu
                ? string.Create(CultureInfo.InvariantCulture, $"{cpu:F0} %")
                : Quantity.Missing,
            Quantity.Bytes(Values(seen, second => second.WorkingSetBytes).Max()),
            Quantity.Number(Values(seen, second => second.ThreadPoolThreads).Max() ?? double.NaN),
            Quantity.Number(Values(seen, second => second.ThreadPoolQueue).Max() ?? double.NaN),
        ];

    private static IEnumerable<double?> Values(DiagnosticsResult seen, Func<DiagnosticsSecond, double?> value) =>
        seen.Seconds.Select(value).Where(one => one is not null);
}
