using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Results;

public sealed class BenchmarkDotNetFileTests
{
    private const string Json = """
        { "Title": "t",
          "HostEnvironmentInfo": { "OsVersion": "Linux", "ProcessorName": "Some CPU", "LogicalCoreCount": 4,
                                   "RuntimeVersion": ".NET 10.0.1" },
          "Benchmarks": [
            { "Type": "Suite", "Method": "Fast", "Parameters": "Pooling=True&BodyBytes=2048",
              "Statistics": { "Mean": 100.5, "Median": 99, "StandardDeviation": 2, "ConfidenceInterval": { "Margin": 1.5 } },
              "Memory": { "BytesAllocatedPerOperation": 24 } },
            { "Type": "Suite", "Method": "Plain", "Parameters": "",
              "Statistics": { "Mean": 1, "Median": 1, "StandardDeviation": 0, "ConfidenceInterval": { "Margin": 0 } } },
            { "Type": "Suite", "Method": "Failed", "Parameters": "", "Statistics": null }
          ] }
        """;

    [Fact]
    public void What_a_single_measurement_cannot_tell_is_written_as_an_empty_text_and_read_as_unknown()
    {
        const string Single = """
            {
              "HostEnvironmentInfo": {},
              "Benchmarks": [
                {
                  "Type": "Suite", "Method": "Dry", "Parameters": "",
                  "Statistics": { "Mean": 7, "Median": 7, "StandardDeviation": 0, "ConfidenceInterval": { "Margin": "" } },
                  "Memory": { "BytesAllocatedPerOperation": "" }
                }
              ]
            }
            """;
        BenchmarkResult read = Assert.Single(BenchmarkDotNetFile.FromJson(Single, "file"));
        Assert.Equal((7.0, double.NaN, null), (read.MeanNs, read.ErrorNs, read.AllocatedBytes));
    }

    [Fact]
    public void Benchmarks_are_read_and_failed_ones_left_out()
    {
        Assert.True(BenchmarkDotNetFile.IsOne(Json));
        IReadOnlyList<BenchmarkResult> results = BenchmarkDotNetFile.FromJson(Json, "f");
        Assert.Equal(["Fast", "Plain"], results.Select(result => result.Method));
        Assert.Equal(
            (100.5, 99.0, 1.5, 2.0, 24.0),
            (results[0].MeanNs, results[0].MedianNs, results[0].ErrorNs, results[0].StdDevNs, results[0].AllocatedBytes)
        );
        Assert.Equal(new Dictionary<string, string> { ["Pooling"] = "True", ["BodyBytes"] = "2048" }, results[0].Parameters);
        Assert.Empty(results[1].Parameters);
        Assert.Null(results[1].AllocatedBytes);
        EnvironmentInfo environment = BenchmarkDotNetFile.Environment(Json, "f", DateTimeOffset.UnixEpoch);
        Assert.Equal(("Some CPU", 4, "10.0.1"), (environment.Cpu, environment.Cores, environment.DotNet));
    }

    [Fact]
    public void What_a_file_does_not_say_is_unknown_and_keeps_no_benchmark_out()
    {
        const string Bare = """
            { "HostEnvironmentInfo": null,
              "Benchmarks": [ { "Type": "Suite", "Method": "Bare", "Parameters": null, "Memory": {},
                                "Statistics": { "Mean": 7, "Median": "x", "ConfidenceInterval": {} } } ] }
            """;
        BenchmarkResult read = Assert.Single(BenchmarkDotNetFile.FromJson(Bare, "file"));
        Assert.Equal(
            (7.0, double.NaN, double.NaN, double.NaN, null),
            (read.MeanNs, read.MedianNs, read.ErrorNs, read.StdDevNs, read.AllocatedBytes)
        );
        Assert.Empty(read.Parameters);
        EnvironmentInfo environment = BenchmarkDotNetFile.Environment(Bare, "file", DateTimeOffset.UnixEpoch);
        Assert.Equal(("unknown", 0, "unknown"), (environment.Cpu, environment.Cores, environment.DotNet));
    }

    [Theory]
    [InlineData("Type", """{ "Method": "M", "Statistics": { "Mean": 1 } }""")]
    [InlineData("Method", """{ "Type": "S", "Method": null, "Statistics": { "Mean": 1 } }""")]
    [InlineData("Statistics.Mean", """{ "Type": "S", "Method": "M", "Statistics": { "Mean": "x" } }""")]
    public void What_a_benchmark_cannot_do_without_is_named(string field, string benchmark)
    {
        ResultsFileException refused = Assert.Throws<ResultsFileException>(() =>
            BenchmarkDotNetFile.FromJson($$"""{ "HostEnvironmentInfo": {}, "Benchmarks": [{{benchmark}}] }""", "the-file")
        );
        Assert.Contains(
            $"the-file: is not BenchmarkDotNet's full JSON: benchmark 1 has no usable {field}",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schemaVersion\":1}")]
    [InlineData("{\"HostEnvironmentInfo\":{},\"Benchmarks\":{}}")]
    public void Another_file_is_none(string json) => Assert.False(BenchmarkDotNetFile.IsOne(json));

    [Theory]
    [InlineData("{\"HostEnvironmentInfo\":{},\"Benchmarks\":[{\"Statistics\":{}}]}")]
    [InlineData("{\"HostEnvironmentInfo\":{},\"Benchmarks\":[1]}")]
    [InlineData("{\"HostEnvironmentInfo\":{},\"Benchmarks\":[{\"Type\":1,\"Statistics\":{}}]}")]
    public void A_damaged_one_is_told_by_name(string json)
    {
        ResultsFileException exception = Assert.Throws<ResultsFileException>(() => BenchmarkDotNetFile.FromJson(json, "the-file"));
        Assert.StartsWith("the-file: is not BenchmarkDotNet's full JSON", exception.Message, StringComparison.Ordinal);
    }
}
