using Smg.Load.Text;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>The benchmarks, a table for each suite.</summary>
internal static class BenchmarkSection
{
    /// <summary>The section; none without benchmarks.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        if (results.Benchmarks.Count > 0)
        {
            yield return new ReportSection(
                "Benchmarks",
                [
                    new TextBlock("Times are of one operation; the error is half the 99.9 % confidence interval of the mean."),
                    .. results
                        .Benchmarks.GroupBy(benchmark => benchmark.Suite)
                        .SelectMany(suite => new ReportBlock[] { new HeadingBlock(suite.Key), Table([.. suite]) }),
                ]
            );
        }
    }

    private static TableBlock Table(IReadOnlyList<BenchmarkResult> suite)
    {
        string[] parameters = [.. suite.SelectMany(benchmark => benchmark.Parameters.Keys).Distinct()];
        return TableBlock.Of(
            suite,
            ["Method", .. parameters, ">Mean", ">Error", ">StdDev", ">Median", ">Allocated"],
            benchmark =>
                [
                    $"`{benchmark.Method}`",
                    .. parameters.Select(name => benchmark.Parameters.GetValueOrDefault(name, "")),
                    .. new[] { benchmark.MeanNs, benchmark.ErrorNs, benchmark.StdDevNs, benchmark.MedianNs }.Select(ns =>
                        Quantity.Time(ns / 1_000)
                    ),
                    Quantity.Bytes(benchmark.AllocatedBytes),
                ]
        );
    }
}
