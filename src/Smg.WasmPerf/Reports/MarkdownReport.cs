using System.Globalization;
using System.Text;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>A run as a page of Markdown.</summary>
public static class MarkdownReport
{
    /// <summary>The report's file name inside a run's directory.</summary>
    public const string FileName = "report.md";

    /// <summary>Writes the plots and the report.</summary>
    /// <param name="results">The results.</param>
    /// <param name="directory">The run's directory; it is made when it is missing.</param>
    /// <returns>The report's path.</returns>
    public static string Write(RunResults results, string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, FileName);
        File.WriteAllText(path, Render(results, PlotSet.Write(results, directory)));
        return path;
    }

    /// <summary>The report's text.</summary>
    /// <param name="results">The results.</param>
    /// <param name="plots">The plots to show, from <see cref="PlotSet.Write"/>.</param>
    public static string Render(RunResults results, IReadOnlyList<PlotFile> plots)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(plots);

        StringBuilder text = new();
        text.Append("# Performance report\n\n");
        AppendComparisons(text, results.Comparisons ?? []);
        if (results.Gates.Count > 0 || results.Comparisons is null)
        {
            AppendGates(text, results.Gates);
        }

        AppendPlots(text, plots);
        AppendBenchmarks(text, results.Benchmarks);
        AppendLoad(text, results.Load);
        PhasesMarkdown.Append(text, results.Load);
        AppendEnvironment(text, results.Environment);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void AppendGates(StringBuilder text, IReadOnlyList<GateResult> gates)
    {
        text.Append("## Verdicts\n\n");
        if (gates.Count == 0)
        {
            text.Append("No gates ran.\n\n");
            return;
        }

        text.Append(Verdicts.Count(gates)).Append(".\n\n");
        MarkdownTable table = new("Verdict", "Gate", ">Value", ">95 % interval", ">Needs", ">Samples", "Look closer");
        foreach (GateResult gate in gates)
        {
            table.Add(
                Verdicts.Text(gate.Verdict),
                $"`{gate.Name}`",
                Quantity.WithUnit(gate.Value, gate.Unit),
                Quantity.Interval(gate),
                Quantity.Need(gate),
                Whole(gate.Samples),
                $"`{gate.LookCloser}`");
        }

        text.Append(table);
        foreach (GateResult gate in gates)
        {
            text.Append(CultureInfo.InvariantCulture, $"- `{gate.Name}`: {gate.Description.ReplaceLineEndings(" ")}");
            if (gate is { AMedianUs: { } a, BMedianUs: { } b })
            {
                text.Append(CultureInfo.InvariantCulture, $". Median {Quantity.Time(a)} against {Quantity.Time(b)}.");
            }

            text.Append('\n');
        }

        text.Append('\n');
    }

    private static void AppendComparisons(StringBuilder text, IReadOnlyList<ComparisonResult> comparisons)
    {
        foreach (ComparisonResult comparison in comparisons)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {comparison.Name}\n\nA: {Settings(comparison.AOptions)}. B: {Settings(comparison.BOptions)}. ");
            text.Append(CultureInfo.InvariantCulture, $"Smallest effect of interest {Quantity.Number(comparison.MinEffectPercent)} %; {Whole(comparison.Pairs)} pairs in {Quantity.Number(comparison.Seconds)} s.\n\n");
            MarkdownTable table = new("Verdict", "What", ">A", ">B", ">B/A", ">95 % interval", "Note");
            foreach (ComparisonRow row in LiveRows.Of(comparison))
            {
                table.Add(ComparisonTable.Word(row.Verdict), row.Name, row.A, row.B, ComparisonTable.Ratio(row.Ratio.Ratio), ComparisonTable.Interval(row.Ratio), row.Note);
            }

            text.Append(table);
        }
    }

    private static string Settings(IReadOnlyList<string> settings) =>
        settings.Count == 0 ? "the options below" : string.Join(", ", settings.Select(setting => $"`{setting}`"));

    private static void AppendPlots(StringBuilder text, IReadOnlyList<PlotFile> plots)
    {
        if (plots.Count == 0)
        {
            return;
        }

        text.Append("## Plots\n\n");
        foreach (PlotFile plot in plots)
        {
            string alt = plot.AltText.ReplaceLineEndings(" ")
                .Replace("[", "\\[", StringComparison.Ordinal)
                .Replace("]", "\\]", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"### {plot.Title}\n\n![{alt}]({plot.RelativePath})\n\n{plot.HowToRead}\n\n");
        }
    }

    private static void AppendBenchmarks(StringBuilder text, IReadOnlyList<BenchmarkResult> benchmarks)
    {
        if (benchmarks.Count == 0)
        {
            return;
        }

        text.Append("## Benchmarks\n\nTimes are of one operation; the error is half the 99.9 % confidence interval of the mean.\n\n");
        foreach (IGrouping<string, BenchmarkResult> suite in benchmarks.GroupBy(benchmark => benchmark.Suite))
        {
            text.Append(CultureInfo.InvariantCulture, $"### {suite.Key}\n\n");
            string[] parameters = [.. suite.SelectMany(benchmark => benchmark.Parameters.Keys).Distinct()];
            MarkdownTable table = new(["Method", .. parameters, ">Mean", ">Error", ">StdDev", ">Median", ">Allocated"]);
            foreach (BenchmarkResult benchmark in suite)
            {
                table.Add(
                [
                    $"`{benchmark.Method}`",
                    .. parameters.Select(name => benchmark.Parameters.GetValueOrDefault(name, "")),
                    .. new[] { benchmark.MeanNs, benchmark.ErrorNs, benchmark.StdDevNs, benchmark.MedianNs }.Select(ns => Quantity.Time(ns / 1_000)),
                    Quantity.Bytes(benchmark.AllocatedBytes),
                ]);
            }

            text.Append(table);
        }
    }

    private static void AppendLoad(StringBuilder text, IReadOnlyList<LoadResult> loads)
    {
        if (loads.Count == 0)
        {
            return;
        }

        text.Append(
            "## Load\n\nService time counts from the real start of a request, response time from the moment it was meant to start. "
            + "Both are of successful requests.\n\n");
        foreach (IGrouping<string, LoadResult> scenario in loads.GroupBy(load => load.Scenario))
        {
            text.Append(CultureInfo.InvariantCulture, $"### {scenario.Key}\n\n");
            MarkdownTable table = new(
                "Configuration", "Model", ">Rate (1/s)", ">Ok", ">Failed", "Time", ">p50", ">p90", ">p99", ">p99.9", ">Max");
            foreach (LoadResult load in scenario)
            {
                string mark = (load.GeneratorLimited ? " ⚠ generator-limited" : "") + (load.BrokenThreshold is null ? "" : " ⚠ threshold broken");
                string target = load.TargetRatePerSecond is { } rate ? $" of {Quantity.Number(rate)}" : "";
                table.Add(
                [
                    $"{load.Configuration}{mark}", load.Model, $"{Quantity.Number(load.RatePerSecond)}{target}",
                    Whole(load.OkCount), Failures(load), "service", .. Times(load.ServiceTime),
                ]);
                table.Add(["", "", "", "", "", "response", .. Times(load.ResponseTime)]);
            }

            text.Append(table);
            foreach (LoadResult load in scenario.Where(load => load.BrokenThreshold is not null))
            {
                text.Append(CultureInfo.InvariantCulture, $"⚠ {load.Configuration}: threshold broken: {load.BrokenThreshold}.\n\n");
            }
        }

        if (loads.Any(load => load.GeneratorLimited))
        {
            text.Append("⚠ generator-limited: the generator could not keep its schedule; the row says nothing of the system under that load.\n\n");
        }
    }

    private static void AppendEnvironment(StringBuilder text, EnvironmentInfo environment)
    {
        text.Append("## Environment\n\n");
        MarkdownTable table = new("What", "Value");
        table.Add("Host", environment.Host);
        table.Add("Processor", environment.Cpu);
        table.Add("Cores", Whole(environment.Cores));
        table.Add("System", environment.Os);
        table.Add(".NET", environment.DotNet);
        table.Add("Wasmtime", environment.Wasmtime);
        table.Add("Commit", environment.Commit + (environment.Dirty == true ? " with changes" : ""));
        table.Add("Started", environment.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        text.Append(table);

        if (environment.Options.Count > 0)
        {
            text.Append("### Options\n\n");
            MarkdownTable options = new("Option", "Value");
            foreach ((string name, string value) in environment.Options.OrderBy(option => option.Key, StringComparer.Ordinal))
            {
                options.Add($"`{name}`", value);
            }

            text.Append(options);
        }

        text.Append(CultureInfo.InvariantCulture, $"## Repeat\n\n```sh\n{environment.Command}\n```\n");
    }

    private static string Failures(LoadResult load) => load.FailuresByCause.Count == 0
        ? Whole(load.FailCount)
        : $"{Whole(load.FailCount)} ({string.Join(", ", load.FailuresByCause.Select(cause => $"{cause.Key} {Whole(cause.Value)}"))})";

    private static IEnumerable<string> Times(LatencySummary time) =>
        new[] { time.P50Us, time.P90Us, time.P99Us, time.P999Us, time.MaxUs }.Select(Quantity.Time);

    private static string Whole(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);
}
