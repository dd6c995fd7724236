using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.NBomberHost.Tests;

/// <summary>Load is measured while no other test of this assembly runs.</summary>
[CollectionDefinition(nameof(HostTests), DisableParallelization = true)]
public sealed class LoadAlone;

[Collection(nameof(HostTests))]
public sealed class HostTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_burst_of_two_seconds_runs_in_whole_seconds_and_its_rate_is_the_true_one()
    {
        using HostProcess host = new("burst", 2 * Second, rate: 50);
        LoadResult row = Assert.Single((await host.RunAsync()).Rows);
        Assert.Equal(50 + 500 + 50, row.OkCount + row.FailCount);
        Assert.Equal(200, row.TargetRatePerSecond);
        Assert.InRange(row.MeasuredSeconds, 3, 30);
        Assert.Equal(row.OkCount / row.MeasuredSeconds, row.RatePerSecond, 6);
        Assert.Contains(row.EngineNotes!, note => note.Contains("3 s instead of 2 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Steps_and_metrics_agree_with_each_other_and_know_nothing_of_the_warm_up()
    {
        using HostProcess host = new("round-trip", 2 * Second, rate: 100, warmUp: Second);
        LoadResult row = Assert.Single((await host.RunAsync()).Rows);
        Assert.Equal(["on-request", "on-response"], row.Steps!.Select(step => step.Name));
        Assert.Equal(200, row.OkCount);
        Assert.All(row.Steps!, step => Assert.Equal(200, step.OkCount));
        Assert.Equal(200, row.Metrics!.Single(metric => metric.Name == "response bytes").Samples);
        Assert.Equal(200, row.Metrics!.Single(metric => metric.Name == "calls that wait").Samples);
        Assert.All(row.Steps!, step => Assert.InRange(step.Time.P50Us, 0.001, row.ServiceTime.P50Us));
    }

    [Fact]
    public async Task The_first_token_of_a_stream_is_a_step_and_what_sides_are_compared_by()
    {
        using HostProcess host = new("http-streaming", 2 * Second);
        IReadOnlyList<LoadResult> rows = (await host.RunAsync()).Rows;
        Assert.All(
            rows,
            row =>
            {
                StepResult first = Assert.Single(row.Steps!);
                Assert.Equal(("first token", row.OkCount), (first.Name, first.OkCount));
                Assert.True(
                    first.Time.P50Us < row.ServiceTime.P50Us / 2,
                    $"first token {first.Time.P50Us} us of {row.ServiceTime.P50Us} us"
                );
            }
        );
        Assert.Contains(rows[1].Metrics!, metric => metric.Name == "p50 over no module");
    }

    [Fact]
    public async Task Arrivals_are_counted_in_bins_of_which_there_are_ten_a_second()
    {
        using HostProcess host = new("steady-state", 2 * Second, rate: 200, recordsArrivals: true);
        LoadResult row = Assert.Single((await host.RunAsync()).Rows);
        Assert.Equal(100, row.Arrivals!.BinMs);
        Assert.Equal(400, row.Arrivals.Counts.Sum());
        Assert.InRange(row.Arrivals.Counts.Count, 15, 100);
    }

    [Fact]
    public async Task Closing_the_input_ends_the_host_at_once_and_leaves_nothing()
    {
        using HostProcess host = new("steady-state", 60 * Second);
        await host.FirstMeasuredAsync();
        (int code, TimeSpan time) = await host.StopAsync();
        Assert.Equal(130, code);
        Assert.True(time < 20 * Second, $"{time} is too long");
        Assert.False(host.HasFolder);
    }
}
