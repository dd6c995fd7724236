using System.Globalization;
using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Merging;

/// <summary>
/// Adds the shards of one load run without loss. Counts, failures by cause and histograms are sums, and percentiles are of the
/// summed histogram. The measured time is the longest of the shards', which began together, and the rate is the summed count
/// over it: a shard that took longer makes the rate smaller, never larger.
/// </summary>
public static class ShardMerge
{
    /// <summary>The parameter of a row that names its shard, for instance <c>2/3</c>.</summary>
    public const string ShardParameter = "shard";

    /// <summary>The parameter of a merged row that says how many shards it is of.</summary>
    public const string ShardsParameter = "shards";

    /// <summary>Adds shards.</summary>
    /// <param name="files">All shards of one run, in any order.</param>
    /// <param name="command">The command that the merged results name.</param>
    /// <exception cref="ResultsFileException">A row has no histograms, a shard is there twice or is missing, or they are not of one
    /// run.</exception>
    public static RunResults Merge(IReadOnlyList<ShardFile> files, string command)
    {
        if (files.Count == 0)
        {
            throw new ArgumentException("The list of results to merge is empty.", nameof(files));
        }

        foreach (ShardFile file in files)
        {
            Check(file, files[0]);
        }

        return new RunResults
        {
            Environment = Merge([.. files.Select(file => file.Results.Environment)], command),
            Load =
            [
                .. files
                    .SelectMany(file => file.Results.Load.Select(row => new ShardRow(file.Name, row)))
                    .GroupBy(row => (row.Row.Scenario, row.Row.Configuration))
                    .Select(rows => Merge([.. rows])),
            ],
        };
    }

    private static void Check(ShardFile file, ShardFile first)
    {
        RunResults results = file.Results;
        if (results.Gates.Count + results.Benchmarks.Count > 0)
        {
            throw new ResultsFileException($"{file.Name}: has gates or benchmarks, which do not add up: only load does.");
        }

        if (results.Load.Count == 0)
        {
            throw new ResultsFileException($"{file.Name}: has no load rows.");
        }

        EnvironmentInfo here = results.Environment;
        EnvironmentInfo there = first.Results.Environment;
        foreach (string name in there.Options.Keys.Union(here.Options.Keys))
        {
            MustBeEqual(name, here.Options.GetValueOrDefault(name, "not set"), there.Options.GetValueOrDefault(name, "not set"));
        }

        MustBeEqual("commit", here.Commit, there.Commit);
        MustBeEqual("Wasmtime", here.Wasmtime, there.Wasmtime);

        void MustBeEqual(string what, string one, string other)
        {
            if (one != other)
            {
                throw new ResultsFileException($"{file.Name}: has another {what} ({one}) than {first.Name} ({other}).");
            }
        }
    }

    private static EnvironmentInfo Merge(IReadOnlyList<EnvironmentInfo> all, string command) =>
        all[0] with
        {
            Host = Join(all.Select(one => one.Host)),
            Cpu = Join(all.Select(one => one.Cpu)),
            Cores = all.GroupBy(one => one.Host).Sum(host => host.Max(one => one.Cores)),
            Os = Join(all.Select(one => one.Os)),
            DotNet = Join(all.Select(one => one.DotNet)),
            Dirty =
                all.Any(one => one.Dirty == true) ? true
                : all.Any(one => one.Dirty is null) ? null
                : false,
            StartedAt = all.Min(one => one.StartedAt),
            Command = command,
        };

    private static LoadResult Merge(IReadOnlyList<ShardRow> rows)
    {
        for (int i = 1; i < rows.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                rows[i].MustMatch(rows[j]);
            }
        }

        LoadResult first = rows[0].Row;
        int count = rows[0].Shard.Count;
        if (rows.Count < count)
        {
            string missing = string.Join(", ", Enumerable.Range(1, count).Except(rows.Select(row => row.Shard.Number)));
            throw rows[0].Refusal($"is incomplete: shard {missing} of {count} is missing");
        }

        LatencyHistogram service = Sum(rows.Select(row => row.Service));
        LatencyHistogram response = Sum(rows.Select(row => row.Response));
        long ok = rows.Sum(row => row.Row.OkCount);
        double seconds = rows.Max(row => row.Row.MeasuredSeconds);
        bool limited = rows.Any(row => row.Row.GeneratorLimited);
        return first with
        {
            MeasuredSeconds = seconds,
            OkCount = ok,
            FailCount = rows.Sum(row => row.Row.FailCount),
            RatePerSecond = seconds > 0 ? ok / seconds : 0,
            TargetRatePerSecond = first.TargetRatePerSecond is null ? null : rows.Sum(row => row.Row.TargetRatePerSecond),
            GeneratorLimited = limited,
            GeneratorLimitedReason = rows.Select(row =>
                    row.Row.GeneratorLimitedReason is { } reason ? $"shard {row.Shard}: {reason}" : null
                )
                .FirstOrDefault(reason => reason is not null),
            DispatchLateness = LatenessMerge.Sum([.. rows.Select(row => row.Row)])?.Report(),
            DispatchLatenessHistogram = LatenessMerge.Sum([.. rows.Select(row => row.Row)])?.Encode(),
            AllowedLatenessUs = rows.Max(row => row.Row.AllowedLatenessUs),
            UndecidedThreshold = limited
                ? rows.Select(row => row.Row.UndecidedThreshold).FirstOrDefault(undecided => undecided is not null)
                : null,
            BrokenThreshold = limited
                ? null
                : rows.Select(row => row.Row.BrokenThreshold is { } broken ? $"shard {row.Shard}: {broken}" : null)
                    .FirstOrDefault(broken => broken is not null),
            ServiceTime = service.Report(),
            ResponseTime = response.Report(),
            Spectrum = response.Spectrum(),
            ServiceTimeHistogram = service.Encode(),
            ResponseTimeHistogram = response.Encode(),
            FailuresByCause = rows.SelectMany(row => row.Row.FailuresByCause)
                .GroupBy(cause => cause.Key)
                .ToDictionary(cause => cause.Key, cause => cause.Sum(one => one.Value)),
            Parameters = first
                .Parameters.Where(parameter => parameter.Key != ShardParameter)
                .Append(new(ShardsParameter, count.ToString(CultureInfo.InvariantCulture)))
                .ToDictionary(parameter => parameter.Key, parameter => parameter.Value),
            Steps = first.Steps is null ? null : [.. rows.SelectMany(row => row.Steps).GroupBy(step => step.Name).Select(ShardStep.Sum)],
            Metrics = first.Metrics is null
                ? null
                : [.. rows.SelectMany(row => row.Row.Metrics ?? []).GroupBy(metric => metric.Name).Select(Merge)],
            Phases = first.Phases is null ? null : PhasesMerge.Sum([.. rows.Select(row => row.Row.Phases).OfType<PhasesResult>()]),

            // Each is of one process, and of seconds that begin where that process began.
            Diagnostics = null,
            Seconds = null,
        };
    }

    internal static MetricResult Merge(IEnumerable<MetricResult> metrics)
    {
        MetricResult[] rows = [.. metrics.Where(metric => metric.Samples > 0)];
        if (rows.Length == 0)
        {
            return metrics.First();
        }

        long samples = rows.Sum(metric => metric.Samples);
        return rows[0].Kind == MetricKind.Counter
            ? rows[0] with
            {
                Value = rows.Sum(metric => metric.Value),
                Samples = samples,
            }
            : rows[0] with
            {
                Value = rows.Sum(metric => metric.Value * metric.Samples) / samples,
                Min = rows.Min(metric => metric.Min),
                Max = rows.Max(metric => metric.Max),
                Samples = samples,
            };
    }

    internal static LatencyHistogram Sum(IEnumerable<LatencyHistogram> histograms)
    {
        LatencyHistogram sum = new();
        foreach (LatencyHistogram histogram in histograms)
        {
            sum.Add(histogram);
        }

        return sum;
    }

    private static string Join(IEnumerable<string> values) => string.Join(", ", values.Distinct());
}
