using CsCheck;
using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.WasmPerf.Merging;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

public sealed class ShardMergeTests
{
    [Fact]
    public void The_sum_says_what_one_generator_with_all_latencies_would_have_said() =>
        Gen.Long[0, 3_000_000_000]
            .Array[1, 300]
            .Sample(
                latencies =>
                {
                    ShardFile[] files = [.. Enumerable.Range(1, 3).Select(number => File(number, 3, new Shard(number, 3).Of(latencies)))];
                    LoadResult sum = Assert.Single(ShardMerge.Merge(files, "merge").Load);
                    LatencyHistogram all = Of(latencies);

                    Assert.Equal(latencies.Length, sum.OkCount);
                    Assert.Equal(all.Report(), sum.ServiceTime);
                    Assert.Equal(all.Report(), sum.ResponseTime);
                    Assert.Equal(all.Spectrum(), sum.Spectrum);
                    Assert.Equal(all.Encode(), sum.ResponseTimeHistogram);
                },
                iter: 20
            );

    [Fact]
    public void Counts_and_failures_are_sums_and_the_rate_is_over_the_longest_time()
    {
        ShardFile first = Change(
            File(1, 2, [1, 2, 3]),
            row =>
                row with
                {
                    MeasuredSeconds = 2,
                    FailCount = 3,
                    FailuresByCause = new Dictionary<string, long> { ["Timeout"] = 2, ["Trap"] = 1 },
                    GeneratorLimited = true,
                }
        );
        ShardFile second = Change(
            File(2, 2, [4]),
            row =>
                row with
                {
                    MeasuredSeconds = 4,
                    FailCount = 5,
                    FailuresByCause = new Dictionary<string, long> { ["Timeout"] = 5 },
                }
        );
        RunResults results = ShardMerge.Merge([second, first], "./run-bench.sh merge");
        LoadResult sum = results.Load[0];

        Assert.Equal((4L, 8L, 4.0, 1.0), (sum.OkCount, sum.FailCount, sum.MeasuredSeconds, sum.RatePerSecond));
        Assert.Equal(7, sum.FailuresByCause["Timeout"]);
        Assert.Equal(1, sum.FailuresByCause["Trap"]);
        Assert.Equal(1_000, sum.TargetRatePerSecond);
        Assert.True(sum.GeneratorLimited);
        Assert.Equal("2", sum.Parameters[ShardMerge.ShardsParameter]);
        Assert.DoesNotContain(ShardMerge.ShardParameter, sum.Parameters);
        Assert.Equal("./run-bench.sh merge", results.Environment.Command);
        Assert.Contains("7", MarkdownPage.Render(ReportPages.Of(results, [])), StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_are_named_and_their_cores_counted_once()
    {
        ShardFile[] files =
        [
            .. ((string[])["a", "b", "a"]).Select(
                (host, i) =>
                    File(i + 1, 3, [1]) is var file
                        ? file with
                        {
                            Results = file.Results with { Environment = SampleResults.Environment with { Host = host } },
                        }
                        : file
            ),
        ];
        EnvironmentInfo environment = ShardMerge.Merge(files, "merge").Environment;

        Assert.Equal(("a, b", 8), (environment.Host, environment.Cores));
    }

    [Fact]
    public void A_row_without_histograms_is_refused() =>
        Refused("no histograms", File(1, 2, [1]), Change(File(2, 2, [1]), row => row with { ServiceTimeHistogram = null }));

    [Fact]
    public void The_same_shard_twice_is_refused() =>
        Refused("shard 2/2, as in shard-2.json", File(1, 2, [1]), File(2, 2, [1]), File(2, 2, [1]));

    [Fact]
    public void Two_runs_that_are_no_shards_are_refused() => Refused("shard 1/1", Unsharded(), Unsharded());

    [Fact]
    public void A_missing_shard_is_refused() => Refused("shard 2, 4 of 4 is missing", File(1, 4, [1]), File(3, 4, [1]));

    [Fact]
    public void Another_number_of_shards_is_refused() => Refused("number of shards (3)", File(1, 2, [1]), File(2, 3, [1]));

    [Fact]
    public void Another_parameter_is_refused() =>
        Refused(
            "bodyBytes (4096)",
            File(1, 2, [1]),
            Change(
                File(2, 2, [1]),
                row => row with { Parameters = new Dictionary<string, string>(row.Parameters) { ["bodyBytes"] = "4096" } }
            )
        );

    [Fact]
    public void Another_option_or_commit_is_refused()
    {
        Refused(
            "pooling (off)",
            File(1, 2, [1]),
            In(
                File(2, 2, [1]),
                SampleResults.Environment with
                {
                    Options = new Dictionary<string, string> { ["pooling"] = "off", ["cacheCapacity"] = "64" },
                }
            )
        );
        Refused("commit (abc)", File(1, 2, [1]), In(File(2, 2, [1]), SampleResults.Environment with { Commit = "abc" }));
    }

    [Fact]
    public void A_histogram_that_is_damaged_or_says_something_else_than_its_table_is_refused()
    {
        Refused(
            "damaged",
            File(1, 2, [1]),
            Change(File(2, 2, [1]), row => row with { ServiceTimeHistogram = new EncodedHistogram(1, 3, 1, "AAAA") })
        );
        Refused("its percentiles", File(1, 2, [1]), Change(File(2, 2, [1]), row => row with { OkCount = 2 }));
        Refused(
            "its percentiles",
            File(1, 2, [1]),
            Change(File(2, 2, [1]), row => row with { ResponseTimeHistogram = Of([5_000]).Encode() })
        );
    }

    [Fact]
    public void Gates_are_refused_and_so_is_a_file_without_load()
    {
        ShardFile gates = File(2, 2, [1]);
        Refused("gates", File(1, 2, [1]), gates with { Results = gates.Results with { Gates = SampleResults.Full.Gates } });
        Refused("no load", File(1, 2, [1]), gates with { Results = gates.Results with { Load = [] } });
    }

    private static void Refused(string why, params ShardFile[] files)
    {
        string message = Assert.Throws<ResultsFileException>(() => ShardMerge.Merge(files, "merge")).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.StartsWith("shard-", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static ShardFile Change(ShardFile file, Func<LoadResult, LoadResult> change) =>
        file with
        {
            Results = file.Results with { Load = [change(file.Results.Load[0])] },
        };

    private static ShardFile In(ShardFile file, EnvironmentInfo environment) =>
        file with
        {
            Results = file.Results with { Environment = environment },
        };

    private static ShardFile Unsharded() => Change(File(1, 1, [1]), row => row with { Parameters = new Dictionary<string, string>() });

    private static ShardFile File(int number, int count, IEnumerable<long> latencies)
    {
        LatencyHistogram histogram = Of(latencies);
        LoadResult row = SampleResults.Load("steady-state", "open", "rate=1000", 1_000, 100, 1) with
        {
            OkCount = histogram.Count,
            TargetRatePerSecond = 1_000.0 / count,
            ServiceTime = histogram.Report(),
            ResponseTime = histogram.Report(),
            Spectrum = histogram.Spectrum(),
            ServiceTimeHistogram = histogram.Encode(),
            ResponseTimeHistogram = histogram.Encode(),
            Parameters = new Dictionary<string, string>
            {
                ["bodyBytes"] = "2048",
                [ShardMerge.ShardParameter] = new Shard(number, count).ToString(),
            },
        };
        return new ShardFile($"shard-{number}.json", SampleResults.Empty with { Load = [row] });
    }

    private static LatencyHistogram Of(IEnumerable<long> latencies)
    {
        LatencyHistogram histogram = new();
        foreach (long ticks in latencies)
        {
            histogram.Record(ticks);
        }

        return histogram;
    }
}
