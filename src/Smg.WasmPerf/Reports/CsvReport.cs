using System.Globalization;
using System.Text;
using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>
/// All figures of a run as one table of comma-separated values (RFC 4180), a value a line: what it is of, with what parameters, its
/// interval where it has one, and its unit. Times are in microseconds. What is not a number is empty. A gate has a row for its verdict, 1
/// for passed, with the reason of one that was skipped as its parameters; an interrupted run says so in its first row.
/// </summary>
public static class CsvReport
{
    /// <summary>The heading.</summary>
    public const string Heading = "kind,name,parameters,metric,value,low,high,unit";

    /// <summary>The table.</summary>
    /// <param name="results">The results.</param>
    public static string Render(RunResults results)
    {
        StringBuilder text = new(Heading + "\n");
        if (results.Interrupted)
        {
            Append(text, "run", "", "", "interrupted", 1, null, null, "");
        }

        foreach (GateResult gate in results.Gates)
        {
            Append(
                text,
                "gate",
                gate.Name,
                gate.Reason ?? "",
                $"verdict {gate.Verdict.ToString().ToLowerInvariant()}",
                gate.Passed ? 1 : 0,
                null,
                null,
                ""
            );
            Append(text, "gate", gate.Name, "", "value", gate.Value, gate.Low, gate.High, gate.Unit);
            Append(text, "gate", gate.Name, "", "threshold", gate.Threshold, null, null, gate.Unit);
        }

        foreach (ComparisonResult one in results.Comparisons ?? [])
        {
            string sides = $"A: {string.Join(' ', one.AOptions)}; B: {string.Join(' ', one.BOptions)}";
            Append(text, "comparison", one.Name, sides, "b over a", one.Ratio, one.Low, one.High, "x");
            Append(text, "comparison", one.Name, sides, "control", one.ControlRatio, one.ControlLow, one.ControlHigh, "x");
            Append(text, "comparison", one.Name, sides, "a median", one.AMedianUs, null, null, "us");
            Append(text, "comparison", one.Name, sides, "b median", one.BMedianUs, null, null, "us");
        }

        foreach (BenchmarkResult one in results.Benchmarks)
        {
            string name = $"{one.Suite}.{one.Method}";
            string parameters = Join(one.Parameters);
            Append(
                text,
                "benchmark",
                name,
                parameters,
                "mean",
                one.MeanNs / 1e3,
                (one.MeanNs - one.ErrorNs) / 1e3,
                (one.MeanNs + one.ErrorNs) / 1e3,
                "us"
            );
            Append(text, "benchmark", name, parameters, "median", one.MedianNs / 1e3, null, null, "us");
            Append(text, "benchmark", name, parameters, "standard deviation", one.StdDevNs / 1e3, null, null, "us");
            Append(text, "benchmark", name, parameters, "allocated", one.AllocatedBytes ?? double.NaN, null, null, "B");
        }

        foreach (LoadResult load in results.Load)
        {
            AppendLoad(text, load);
        }

        foreach (TuneCandidateResult one in results.Tuning?.Candidates ?? [])
        {
            Append(text, "candidate", one.Stage, string.Join(' ', one.Options), "gain", one.Gain, one.Low, one.High, "x");
        }

        foreach (FindMaxLevel level in results.FindMax?.Levels ?? [])
        {
            Append(text, "level", level.Purpose, FormattableString.Invariant($"rate={level.Rate}"), "p99", level.P99Us, null, null, "us");
        }

        return text.ToString();
    }

    private static void AppendLoad(StringBuilder text, LoadResult load)
    {
        string parameters = Join(load.Parameters);
        void Row(string metric, double value, string unit) =>
            Append(text, "load", $"{load.Scenario} {load.Configuration}".Trim(), parameters, metric, value, null, null, unit);
        Row("rate", load.RatePerSecond, "1/s");
        Row("target rate", load.TargetRatePerSecond ?? double.NaN, "1/s");
        Row("ok", load.OkCount, "");
        Row("failed", load.FailCount, "");
        Row("generator limited", load.GeneratorLimited ? 1 : 0, "");
        foreach (
            (string name, LatencySummary time) in new[] { ("service time", load.ServiceTime), ("response time", load.ResponseTime) }
                .Take(load.Engine is null ? 2 : 1)
                .Concat((load.Steps ?? []).Select(step => ($"step {step.Name}", step.Time)))
        )
        {
            Row($"{name} mean", time.MeanUs, "us");
            Row($"{name} p50", time.P50Us, "us");
            Row($"{name} p90", time.P90Us, "us");
            Row($"{name} p99", time.P99Us, "us");
            Row($"{name} p99.9", time.P999Us, "us");
            Row($"{name} max", time.MaxUs, "us");
        }

        foreach (MetricResult metric in load.Metrics ?? [])
        {
            Row(metric.Name, metric.Value, metric.Unit);
        }
    }

    private static string Join(IReadOnlyDictionary<string, string> parameters) =>
        string.Join(' ', parameters.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));

    private static void Append(
        StringBuilder text,
        string kind,
        string name,
        string parameters,
        string metric,
        double value,
        double? low,
        double? high,
        string unit
    ) =>
        text.AppendJoin(',', new[] { kind, name, parameters, metric, Number(value), Number(low), Number(high), unit }.Select(Quote))
            .Append('\n');

    private static string Number(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\n\r") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
