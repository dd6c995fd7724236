using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Benchmarks;

/// <summary>Runs the suites for the harness and brings their results into its shape.</summary>
public static class BenchmarkSuites
{
    /// <summary>The suites: the classes with benchmarks in them.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(BenchmarkSuites).Assembly.GetExportedTypes()
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>The full names of the cases that a filter lets through.</summary>
    /// <param name="filter">A glob over <c>Suite.Method</c>; null for all.</param>
    public static IReadOnlyList<string> List(string? filter)
        => [.. All.SelectMany(suite => BenchmarkConverter.TypeToBenchmarks(suite).BenchmarksCases)
            .Where(Matches(filter))
            .Select(benchmark => $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}{Parameters(benchmark)}")
            .Distinct()];

    /// <summary>Runs the cases that a filter lets through, a suite at a time.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="filter">A glob over <c>Suite.Method</c>; null for all.</param>
    /// <exception cref="InvalidOperationException">A benchmark failed; the message names it.</exception>
    public static IReadOnlyList<BenchmarkResult> Run(IConfig config, string? filter)
    {
        IConfig filtered = filter is null ? config : ManualConfig.Create(config).AddFilter(new GlobFilter([Glob(filter)]));
        BenchmarkRunInfo[] runs = [.. All.Select(suite => BenchmarkConverter.TypeToBenchmarks(suite, filtered)).Where(run => run.BenchmarksCases.Length > 0)];
        if (runs.Length == 0)
        {
            return [];
        }

        Summary[] summaries = BenchmarkRunner.Run(runs);
        List<BenchmarkResult> results = [];
        foreach (BenchmarkReport report in summaries.SelectMany(summary => summary.Reports).DistinctBy(report => report.BenchmarkCase.DisplayInfo))
        {
            results.Add(Convert(report));
        }

        return results;
    }

    private static BenchmarkResult Convert(BenchmarkReport report)
    {
        BenchmarkCase benchmark = report.BenchmarkCase;
        if (!report.Success || report.ResultStatistics is not { } statistics)
        {
            throw new InvalidOperationException($"The benchmark {benchmark.DisplayInfo} failed; its log stands in the artifacts folder.");
        }

        return new BenchmarkResult
        {
            Suite = benchmark.Descriptor.Type.Name,
            Method = benchmark.Descriptor.WorkloadMethod.Name,
            Parameters = benchmark.Parameters.Items.ToDictionary(item => item.Name, item => item.Value?.ToString() ?? ""),
            Categories = benchmark.Descriptor.Categories,
            MeanNs = statistics.Mean,
            MedianNs = statistics.Median,
            ErrorNs = statistics.ConfidenceInterval.Margin,
            StdDevNs = statistics.StandardDeviation,
            AllocatedBytes = report.GcStats.GetBytesAllocatedPerOperation(benchmark),
        };
    }

    private static Func<BenchmarkCase, bool> Matches(string? filter)
    {
        if (filter is null)
        {
            return _ => true;
        }

        GlobFilter glob = new([Glob(filter)]);
        return glob.Predicate;
    }

    /// <summary>A word without wildcards means everything that contains it.</summary>
    private static string Glob(string filter) => filter.Contains('*', StringComparison.Ordinal) ? filter : $"*{filter}*";

    private static string Parameters(BenchmarkCase benchmark)
        => benchmark.Parameters.Items.Any() ? "(" + string.Join(", ", benchmark.Parameters.Items.Select(item => $"{item.Name}={item.Value}")) + ")" : "";
}
