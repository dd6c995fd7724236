using System.Globalization;
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

        LoadResult sum = new RowSum(rows, rows.Max(row => row.Row.MeasuredSeconds)).ToRow();
        return sum with
        {
            TargetRatePerSecond = first.TargetRatePerSecond is null ? null : rows.Sum(row => row.Row.TargetRatePerSecond),
            GeneratorLimitedReason = FirstOf(rows, row => row.GeneratorLimitedReason),
            UndecidedThreshold = sum.GeneratorLimited
                ? rows.Select(row => row.Row.UndecidedThreshold).FirstOrDefault(undecided => undecided is not null)
                : null,
            BrokenThreshold = sum.GeneratorLimited ? null : FirstOf(rows, row => row.BrokenThreshold),
            Parameters = first
                .Parameters.Where(parameter => parameter.Key != ShardParameter)
                .Append(new(ShardsParameter, count.ToString(CultureInfo.InvariantCulture)))
                .ToDictionary(parameter => parameter.Key, parameter => parameter.Value),
            Phases = first.Phases is null ? null : PhasesMerge.Sum([.. rows.Select(row => row.Row.Phases).OfType<PhasesResult>()]),

            // Each is of one process, and of seconds that begin where that process began.
            Diagnostics = null,
            Seconds = null,
        };
    }

    /// <summary>The first text that a shard has, with the shard's name; null where none has one.</summary>
    private static string? FirstOf(IReadOnlyList<ShardRow> rows, Func<LoadResult, string?> text) =>
        rows.Select(row => text(row.Row) is { } found ? $"shard {row.Shard}: {found}" : null).FirstOrDefault(found => found is not null);

    private static string Join(IEnumerable<string> values) => string.Join(", ", values.Distinct());
}
