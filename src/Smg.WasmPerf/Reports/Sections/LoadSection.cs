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
        if (results.Load.Count == 0)
        {
            yield break;
        }

        List<ReportBlock> blocks =
        [
            new TextBlock(
                "Service time counts from the actual start of a request, response time from its intended start. Rates count "
                    + "successful requests; failed requests are shown beside them."
            ),
        ];
        foreach (IGrouping<string, LoadResult> scenario in results.Load.GroupBy(load => load.Scenario))
        {
            blocks.Add(new HeadingBlock(scenario.Key));
            string[] notes = [.. scenario.SelectMany(load => load.EngineNotes ?? []).Distinct()];
            blocks.Add(Table(scenario, notes));
            blocks.AddRange(notes.Select((note, i) => new TextBlock($"[{i + 1}] {note}.")));
            blocks.AddRange(
                scenario
                    .Where(load => load.BrokenThreshold is not null)
                    .Select(load => new TextBlock($"⚠ {load.Configuration}: threshold broken: {load.BrokenThreshold}."))
            );
            blocks.AddRange(Steps(scenario));
            blocks.AddRange(Metrics(scenario));
        }

        if (results.Load.Any(load => load.GeneratorLimited))
        {
            blocks.Add(new TextBlock($"⚠ {GeneratorLimit.Sentence}."));
        }

        yield return new ReportSection("Load", blocks);
    }

    private static TableBlock Table(IEnumerable<LoadResult> scenario, string[] notes)
    {
        TableBlock table = new("Configuration", "Model", ">Rate (1/s)", ">Ok", ">Failed", "Time", ">p50", ">p90", ">p99", ">p99.9", ">Max");
        foreach (LoadResult load in scenario)
        {
            string mark =
                (load.GeneratorLimited ? " ⚠ generator-limited" : "") + (load.BrokenThreshold is null ? "" : " ⚠ threshold broken");
            mark += string.Concat((load.EngineNotes ?? []).Select(note => $" [{Array.IndexOf(notes, note) + 1}]"));
            string target = load.TargetRatePerSecond is { } rate ? $" of {Quantity.Number(rate)}" : "";
            table.Add([
                $"{load.Configuration}{mark}",
                load.Model,
                $"{Quantity.Number(load.RatePerSecond)}{target}",
                Cell.Whole(load.OkCount),
                Failures(load),
                "service",
                .. Cell.Times(load.ServiceTime),
            ]);
            if (load.Engine is null)
            {
                table.Add(["", "", "", "", "", "response", .. Cell.Times(load.ResponseTime)]);
            }
        }

        return table;
    }

    private static IEnumerable<ReportBlock> Steps(IEnumerable<LoadResult> scenario)
    {
        TableBlock table = new("Configuration", "Step", ">Ok", ">Failed", ">p50", ">p90", ">p99", ">p99.9", ">Max");
        foreach (LoadResult load in scenario)
        {
            foreach (StepResult step in load.Steps ?? [])
            {
                table.Add([
                    load.Configuration,
                    $"`{step.Name}`",
                    Cell.Whole(step.OkCount),
                    Cell.Whole(step.FailCount),
                    .. Cell.Times(step.Time),
                ]);
            }
        }

        return table.Rows.Count == 0 ? [] : [new TextBlock("Steps of a request:"), table];
    }

    private static IEnumerable<ReportBlock> Metrics(IEnumerable<LoadResult> scenario)
    {
        TableBlock table = new("Configuration", "Value", "Kind", ">Value", ">Least", ">Most", ">Samples");
        foreach (LoadResult load in scenario)
        {
            foreach (MetricResult metric in load.Metrics ?? [])
            {
                table.Add(
                    load.Configuration,
                    metric.Name,
                    Kind(metric.Kind),
                    Quantity.WithUnit(metric.Value, metric.Unit),
                    metric.Min is { } min ? Quantity.WithUnit(min, metric.Unit) : "",
                    metric.Max is { } max ? Quantity.WithUnit(max, metric.Unit) : "",
                    Cell.Whole(metric.Samples)
                );
            }
        }

        return table.Rows.Count == 0 ? [] : [new TextBlock("Values that the scenario records:"), table];
    }

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
