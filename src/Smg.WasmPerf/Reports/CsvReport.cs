using System.Globalization;
using Smg.Load.Histograms;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>
/// All figures of a run as one table of comma-separated values (RFC 4180), a value a line: what it is of, with what parameters, its
/// interval where it has one, and its unit. Times are in microseconds. What is not a number is empty. A gate has a row for its verdict, 1
/// for passed, with the reason of one that was skipped as its parameters; an interrupted run says so in its first row. A text that would be
/// a formula has an apostrophe in front.
/// </summary>
public static class CsvReport
{
    /// <summary>The heading.</summary>
    public const string Heading = "kind,name,parameters,metric,value,low,high,unit";

    /// <summary>The table.</summary>
    /// <param name="results">The results.</param>
    public static string Render(RunResults results) => string.Concat(Rows(results).Select(Line).Prepend(Heading + "\n"));

    private static IEnumerable<Row> Rows(RunResults results) =>
        [
            .. results.Interrupted ? [new Row("run", "", "", "interrupted", 1, "")] : Array.Empty<Row>(),
            .. results.Gates.SelectMany(Rows),
            .. (results.Comparisons ?? []).SelectMany(Rows),
            .. results.Benchmarks.SelectMany(Rows),
            .. results.Load.SelectMany(Rows),
            .. (results.Tuning?.Candidates ?? []).Select(one =>
                new Row("candidate", one.Stage, string.Join(' ', one.Options), "gain", one.Gain, "x").Within(one.Low, one.High)
            ),
            .. (results.FindMax?.Levels ?? []).Select(level => new Row(
                "level",
                level.Purpose,
                FormattableString.Invariant($"rate={level.Rate}"),
                "p99",
                level.P99Us,
                "us"
            )),
        ];

    private static IEnumerable<Row> Rows(GateResult gate) =>
        [
            new("gate", gate.Name, gate.Reason ?? "", $"verdict {gate.Verdict.ToString().ToLowerInvariant()}", gate.Passed ? 1 : 0, ""),
            new Row("gate", gate.Name, "", "value", gate.Value, gate.Unit).Within(gate.Low, gate.High),
            new("gate", gate.Name, "", "threshold", gate.Threshold, gate.Unit),
        ];

    private static IEnumerable<Row> Rows(ComparisonResult one)
    {
        string sides = $"A: {string.Join(' ', one.AOptions)}; B: {string.Join(' ', one.BOptions)}";
        return
        [
            new Row("comparison", one.Name, sides, "b over a", one.Ratio, "x").Within(one.Low, one.High),
            new Row("comparison", one.Name, sides, "control", one.ControlRatio, "x").Within(one.ControlLow, one.ControlHigh),
            new("comparison", one.Name, sides, "a median", one.AMedianUs, "us"),
            new("comparison", one.Name, sides, "b median", one.BMedianUs, "us"),
        ];
    }

    private static IEnumerable<Row> Rows(BenchmarkResult one)
    {
        Row row = new("benchmark", $"{one.Suite}.{one.Method}", Join(one.Parameters), "mean", one.MeanNs / 1e3, "us");
        return
        [
            row.Within((one.MeanNs - one.ErrorNs) / 1e3, (one.MeanNs + one.ErrorNs) / 1e3),
            row with
            {
                Metric = "median",
                Value = one.MedianNs / 1e3,
            },
            row with
            {
                Metric = "standard deviation",
                Value = one.StdDevNs / 1e3,
            },
            row with
            {
                Metric = "allocated",
                Value = one.AllocatedBytes,
                Unit = "B",
            },
        ];
    }

    private static IEnumerable<Row> Rows(LoadResult load)
    {
        Row row = new("load", $"{load.Scenario} {load.Configuration}".Trim(), Join(load.Parameters), "rate", load.RatePerSecond, "1/s");
        IEnumerable<(string Name, LatencySummary Time)> times = new[]
        {
            ("service time", load.ServiceTime),
            ("response time", load.ResponseTime),
        }
            .Take(load.Engine is null ? 2 : 1)
            .Concat((load.Steps ?? []).Select(step => ($"step {step.Name}", step.Time)));
        return
        [
            row,
            row with
            {
                Metric = "target rate",
                Value = load.TargetRatePerSecond,
            },
            row with
            {
                Metric = "ok",
                Value = load.OkCount,
                Unit = "",
            },
            row with
            {
                Metric = "failed",
                Value = load.FailCount,
                Unit = "",
            },
            row with
            {
                Metric = "generator limited",
                Value = load.GeneratorLimited ? 1 : 0,
                Unit = "",
            },
            .. times.SelectMany(one => Rows(row with { Metric = one.Name, Unit = "us" }, one.Time)),
            .. (load.Metrics ?? []).Select(metric => row with { Metric = metric.Name, Value = metric.Value, Unit = metric.Unit }),
        ];
    }

    private static IEnumerable<Row> Rows(Row row, LatencySummary time) =>
        new (string Name, double? Value)[]
        {
            ("mean", time.MeanUs),
            ("p50", time.P50Us),
            ("p90", time.P90Us),
            ("p99", time.P99Us),
            ("p99.9", time.P999Us),
            ("max", time.MaxUs),
        }.Select(one => row with { Metric = $"{row.Metric} {one.Name}", Value = one.Value });

    private static string Join(IReadOnlyDictionary<string, string> parameters) =>
        string.Join(' ', parameters.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));

    private static string Line(Row row)
    {
        string[] fields =
        [
            row.Kind,
            Text(row.Name),
            Text(row.Parameters),
            Text(row.Metric),
            Number(row.Value),
            Number(row.Low),
            Number(row.High),
            Text(row.Unit),
        ];
        return string.Join(',', fields.Select(Quote)) + "\n";
    }

    private static string Number(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\n\r") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    /// <summary>
    /// A text that a spreadsheet would take for a formula gets an apostrophe in front, by which spreadsheets know a text: names and reasons
    /// come from modules, options and messages of others.
    /// </summary>
    private static string Text(string field) => field is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + field : field;

    private sealed record Row(string Kind, string Name, string Parameters, string Metric, double? Value, string Unit)
    {
        public double? Low { get; init; }
        public double? High { get; init; }

        public Row Within(double low, double high) => this with { Low = low, High = high };
    }
}
