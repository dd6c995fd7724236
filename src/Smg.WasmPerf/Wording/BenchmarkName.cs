using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Wording;

/// <summary>What a benchmark is called, for instance <c>BodySizes.Request(Bytes=2048)</c>.</summary>
public static class BenchmarkName
{
    /// <summary>The name.</summary>
    /// <param name="result">The benchmark.</param>
    public static string Of(BenchmarkResult result)
    {
        string parameters = string.Join(", ", result.Parameters.Select(one => $"{one.Key}={one.Value}"));
        return $"{result.Suite}.{result.Method}{(parameters.Length == 0 ? "" : $"({parameters})")}";
    }
}
