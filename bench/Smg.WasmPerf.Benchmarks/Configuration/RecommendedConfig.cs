using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Smg.WasmPerf.Benchmarks.Configuration;

/// <summary>The one configuration of all suites, in a long and a short form.</summary>
public static class RecommendedConfig
{
    /// <summary>
    /// BenchmarkDotNet cuts parameters at 20 characters, which turns <c>EngineSharing=PerWorker</c> into a riddle and two cases into one
    /// name.
    /// </summary>
    private const int LongestParameter = 200;

    /// <summary>What BenchmarkDotNet's users expect: a process a benchmark, its own choice of iterations.</summary>
    public static IConfig Record(string artifacts) =>
        Base(artifacts).AddLogger(ConsoleLogger.Default).AddJob(Job.Default.WithMinIterationCount(10).WithMaxIterationCount(20));

    /// <summary>In this process, with few and short iterations: for a look, not for a record.</summary>
    public static IConfig Look(string artifacts, ILogger logger) =>
        Base(artifacts)
            .AddLogger(logger)
            .AddJob(
                Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput)
                    .WithIterationTime(TimeInterval.FromMilliseconds(60))
                    .WithWarmupCount(3)
                    .WithMinIterationCount(6)
                    .WithMaxIterationCount(10)
                    .WithId("Look")
            );

    private static ManualConfig Base(string artifacts) =>
        ManualConfig
            .CreateEmpty()
            .WithArtifactsPath(artifacts)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(CategoriesColumn.Default)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddExporter(MarkdownExporter.GitHub, JsonExporter.Full)
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(LongestParameter))
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
            .WithOptions(ConfigOptions.DisableOptimizationsValidator | ConfigOptions.JoinSummary);
}
