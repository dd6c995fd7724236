using System.Globalization;
using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Benchmarks;

/// <summary>Brings each case's result into the harness's shape as soon as the case has ended.</summary>
/// <param name="finished">Called with each result.</param>
internal sealed class FinishedCases(Action<BenchmarkResult> finished) : EventProcessor
{
    private readonly HashSet<string> _succeeded = [];

    /// <summary>The names of the cases that have results.</summary>
    public IReadOnlySet<string> Succeeded => _succeeded;

    public override void OnEndRunBenchmark(BenchmarkCase benchmarkCase, BenchmarkReport report)
    {
        if (report is { Success: true, ResultStatistics: { } statistics } && _succeeded.Add(benchmarkCase.DisplayInfo))
        {
            finished(
                new BenchmarkResult
                {
                    Suite = benchmarkCase.Descriptor.Type.Name,
                    Method = benchmarkCase.Descriptor.WorkloadMethod.Name,
                    Parameters = benchmarkCase.Parameters.Items.ToDictionary(
                        item => item.Name,
                        item => Convert.ToString(item.Value, CultureInfo.InvariantCulture) ?? ""
                    ),
                    Categories = benchmarkCase.Descriptor.Categories,
                    MeanNs = statistics.Mean,
                    MedianNs = statistics.Median,
                    ErrorNs = statistics.ConfidenceInterval.Margin,
                    StdDevNs = statistics.StandardDeviation,
                    AllocatedBytes = report.GcStats.GetBytesAllocatedPerOperation(benchmarkCase),
                }
            );
        }
    }
}
