using Smg.Load.Scenarios;
using Smg.Load.Text;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>The load runs, a table for each scenario, with its requests' steps and its own values.</summary>
internal static class LoadSection
{
    /// <summary>The section; none without load runs.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        if (results.Load.Count > 0)
        {
            yield return new ReportSection(
                "Load",
                [
                    new TextBlock(
                        "Service time counts from the actual start of a request, response time from its intended start. Rates count "
                            + "successful requests; failed requests are shown beside them."
                    ),
                    .. results.Load.GroupBy(load => load.Scenario).SelectMany(Blocks),
                    .. results.Load.Any(load => load.GeneratorLimited)
                        ? [new TextBlock($"⚠ {GeneratorLimit.Sentence}.")]
                        : Array.Empty<ReportBlock>(),
                ]
            );
        }
    }

    private static IEnumerable<ReportBlock> Blocks(IGrouping<string, LoadResult> scenario)
    {
        string[] notes = [.. scenario.SelectMany(load => load.EngineNotes ?? []).Distinct()];
        return
        [
            new HeadingBlock(scenario.Key),
            Table(scenario, notes),
            .. notes.Select((note, i) => new TextBlock($"[{i + 1}] {note}.")),
            .. scenario
                .Where(load => load.BrokenThreshold is not null)
                .Select(load => new TextBlock($"⚠ {load.Configuration}: threshold broken: {load.BrokenThreshold}.")),
            .. Steps(scenario),
            .. Metrics(scenario),
        ];
    }

    private static TableBlock Table(IEnumerable<LoadResult> scenario, string[] notes) =>
        new(
            ["Configuration", "Model", ">Rate (1/s)", ">Ok", ">Failed", "Time", ">p50", ">p90", ">p99", ">p99.9", ">Max"],
            [.. scenario.SelectMany(load => Rows(load, notes))]
        );

    private static IEnumerable<string[]> Rows(LoadResult load, string[] notes)
    {
        string mark = (load.GeneratorLimited ? " ⚠ generator-limited" : "") + (load.BrokenThreshold is null ? "" : " ⚠ threshold broken");
        string numbers = string.Concat((load.EngineNotes ?? []).Select(note => $" [{Array.IndexOf(notes, note) + 1}]"));
        string target = load.TargetRatePerSecond is { } rate ? $" of {Quantity.Number(rate)}" : "";
        yield return
        [
            $"{load.Configuration}{mark}{numbers}",
            load.Model,
            $"{Quantity.Number(load.RatePerSecond)}{target}",
            Cell.Whole(load.OkCount),
            Failures(load),
            "service",
            .. Cell.Times(load.ServiceTime),
        ];
        if (load.Engine is null)
        {
            yield return ["", "", "", "", "", "response", .. Cell.Times(load.ResponseTime)];
        }
    }

    private static IEnumerable<ReportBlock> Steps(IEnumerable<LoadResult> scenario) =>
        WithTitle(
            "Steps of a request:",
            TableBlock.Of(
                scenario.SelectMany(load => (load.Steps ?? []).Select(step => (load.Configuration, Step: step))),
                ["Configuration", "Step", ">Ok", ">Failed", ">p50", ">p90", ">p99", ">p99.9", ">Max"],
                row =>
                    [
                        row.Configuration,
                        $"`{row.Step.Name}`",
                        Cell.Whole(row.Step.OkCount),
                        Cell.Whole(row.Step.FailCount),
                        .. Cell.Times(row.Step.Time),
                    ]
            )
        );

    private static IEnumerable<ReportBlock> Metrics(IEnumerable<LoadResult> scenario) =>
        WithTitle(
            "Values that the scenario records:",
            TableBlock.Of(
                scenario.SelectMany(load => (load.Metrics ?? []).Select(metric => (load.Configuration, Metric: metric))),
                ["Configuration", "Value", "Kind", ">Value", ">Least", ">Most", ">Samples"],
                row =>
                    [
                        row.Configuration,
                        row.Metric.Name,
                        Kind(row.Metric.Kind),
                        Quantity.WithUnit(row.Metric.Value, row.Metric.Unit),
                        row.Metric.Min is { } min ? Quantity.WithUnit(min, row.Metric.Unit) : "",
                        row.Metric.Max is { } max ? Quantity.WithUnit(max, row.Metric.Unit) : "",
                        Cell.Whole(row.Metric.Samples),
                    ]
            )
        );

    /// <summary>A table below its title; nothing where it has no rows.</summary>
    private static IEnumerable<ReportBlock> WithTitle(string title, TableBlock table) =>
        table.Rows.Count == 0 ? [] : [new TextBlock(title), table];

    private static string Kind(MetricKind kind) =>
        kind switch
        {
            MetricKind.Counter => "counter (sum)",
            MetricKind.Gauge => "gauge (mean)",
            _ => "estimate (median, 95 % interval)",
        };

    private static string Failures(LoadResult load) =>
        load.FailuresByCause.Count == 0
            ? Cell.Whole(load.FailCount)
            : $"{Cell.Whole(load.FailCount)} "
                + $"({string.Join(", ", load.FailuresByCause.Select(cause => $"{cause.Key} {Cell.Whole(cause.Value)}"))})";
}
