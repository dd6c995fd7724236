using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Benchmarks;

/// <summary>Runs the suites for the harness and brings their results into its shape.</summary>
public static class BenchmarkSuites
{
    /// <summary>The suites: the classes with benchmarks in them.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(BenchmarkSuites)
            .Assembly.GetExportedTypes()
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>The full names of the cases that a filter lets through.</summary>
    /// <param name="filter">A glob over <c>Suite.Method</c>; null for all.</param>
    public static IReadOnlyList<string> List(string? filter) =>
        [
            .. All.SelectMany(suite => BenchmarkConverter.TypeToBenchmarks(suite).BenchmarksCases)
                .Where(Matches(filter))
                .Select(benchmark => $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}{Parameters(benchmark)}")
                .Distinct(),
        ];

    /// <summary>Runs the cases that a filter lets through, a suite at a time. A case that fails does not end the run.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="filter">A glob over <c>Suite.Method</c>; null for all.</param>
    /// <param name="finished">Called with each result as soon as its case has ended.</param>
    /// <returns>The names of the cases that failed.</returns>
    public static IReadOnlyList<string> Run(IConfig config, string? filter, Action<BenchmarkResult> finished)
    {
        FinishedCases cases = new(finished);
        ManualConfig watched = ManualConfig.Create(config).AddEventProcessor(cases);
        IConfig filtered = filter is null ? watched : watched.AddFilter(new GlobFilter([Glob(filter)]));
        BenchmarkRunInfo[] runs =
        [
            .. All.Select(suite => BenchmarkConverter.TypeToBenchmarks(suite, filtered)).Where(run => run.BenchmarksCases.Length > 0),
        ];
        if (runs.Length > 0)
        {
            BenchmarkRunner.Run(runs);
        }

        string[] all = [.. runs.SelectMany(run => run.BenchmarksCases).Select(one => one.DisplayInfo).Distinct()];
        return [.. all.Except(cases.Succeeded)];
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

    private static string Parameters(BenchmarkCase benchmark) =>
        benchmark.Parameters.Items.Any()
            ? "(" + string.Join(", ", benchmark.Parameters.Items.Select(item => $"{item.Name}={item.Value}")) + ")"
            : "";
}
