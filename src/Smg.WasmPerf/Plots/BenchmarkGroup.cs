using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>The cases of one benchmark method that differ in one parameter only.</summary>
/// <param name="Label">The method in words, and under it the parameters that the cases share.</param>
/// <param name="Cases">The cases, by the value of the parameter in which they differ.</param>
internal sealed record BenchmarkGroup(string Label, IReadOnlyDictionary<string, BenchmarkResult> Cases)
{
    /// <summary>
    /// The groups of a suite, the methods in a given order and others after them. Cases without a positive time are left out.
    /// </summary>
    /// <param name="benchmarks">All benchmarks.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="parameter">The parameter in which the cases of a group differ.</param>
    /// <param name="order">The methods' order.</param>
    public static List<BenchmarkGroup> Of(IEnumerable<BenchmarkResult> benchmarks, string suite, string parameter, string[] order) =>
        [
            .. InOrder(benchmarks, suite, order)
                .Where(b => b.Parameters.ContainsKey(parameter))
                .GroupBy(b => LabelOf(b, parameter, "\n"))
                .Select(group => new BenchmarkGroup(
                    group.Key,
                    group.GroupBy(b => b.Parameters[parameter]).ToDictionary(same => same.Key, same => same.Last())
                )),
        ];

    /// <summary>A suite's cases that have a positive time, the methods in a given order and others after them.</summary>
    /// <param name="benchmarks">All benchmarks.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="order">The methods' order.</param>
    public static IEnumerable<BenchmarkResult> InOrder(IEnumerable<BenchmarkResult> benchmarks, string suite, string[] order) =>
        benchmarks
            .Where(b => b.Suite == suite && double.IsFinite(b.MeanNs) && b.MeanNs > 0)
            .OrderBy(b => Array.IndexOf(order, b.Method) is var place && place < 0 ? order.Length : place);

    /// <summary>A case's method in words with its parameters.</summary>
    /// <param name="benchmark">The case.</param>
    /// <param name="except">A parameter to leave out.</param>
    /// <param name="between">The separator between the method and its parameters.</param>
    public static string LabelOf(BenchmarkResult benchmark, string except, string between)
    {
        IEnumerable<string> shared = benchmark.Parameters.Where(p => p.Key != except).Select(p => $"{p.Key}={p.Value}");
        return string.Join(between, [Quantity.Words(benchmark.Method), .. shared]);
    }

    /// <summary>One case's mean time over another's; null when either is missing.</summary>
    /// <param name="over">The parameter's value of the one.</param>
    /// <param name="under">The parameter's value of the other.</param>
    public double? Ratio(string over, string under) =>
        Cases.TryGetValue(over, out BenchmarkResult? a) && Cases.TryGetValue(under, out BenchmarkResult? b) ? a.MeanNs / b.MeanNs : null;
}
