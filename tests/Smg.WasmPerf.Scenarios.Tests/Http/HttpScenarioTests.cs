using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Http;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Scenarios.Tests.Http;

[Collection(nameof(LoadScenarioTests))]
public sealed class HttpScenarioTests
{
    private static readonly LoadSettings Settings = new()
    {
        Options = LoadScenarioTests.Unhurried,
        Duration = TimeSpan.FromMilliseconds(120),
        WarmUp = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public async Task Modules_are_measured_beside_the_same_gateway_without()
    {
        IReadOnlyList<LoadResult> rows = await RunAsync(new HttpModules(), Settings);
        Assert.Equal(
            ["no module", "modules=minimal", "modules=auth", "modules=auth+rate-limit+logging", "modules=js-auth"],
            rows.Select(row => row.Configuration)
        );
        Assert.All(rows, AllSucceeded);
        Assert.Null(rows[0].Metrics);
        Assert.All(
            rows.Skip(1),
            row =>
            {
                // A row of few requests has no median, and what it is compared with neither.
                string[] names = double.IsNaN(row.ServiceTime.P50Us / rows[0].ServiceTime.P50Us)
                    ? ["rate over no module"]
                    : ["rate over no module", "p50 over no module"];
                Assert.Equal(names, row.Metrics!.Select(metric => metric.Name));
            }
        );
        Assert.All(
            rows.Skip(1).SelectMany(row => row.Metrics!),
            metric => Assert.True(metric is { Kind: MetricKind.Estimate, Unit: "x", Value: > 0, Samples: 1 })
        );
    }

    [Fact]
    public async Task A_component_of_ones_own_is_measured_where_it_is_attached()
    {
        LoadSettings settings = Settings with
        {
            Module = GuestLibrary.Load("body-rewrite"),
            AttachPoint = AttachPoint.OnResponse,
            Duration = TimeSpan.FromMilliseconds(240),
        };
        IReadOnlyList<LoadResult> rows = await RunAsync(new HttpModules(), settings);
        Assert.Equal(["no module", "modules=body-rewrite"], rows.Select(row => row.Configuration));
        Assert.All(rows, AllSucceeded);
    }

    [Fact]
    public async Task Sides_that_take_turns_have_no_time_line()
    {
        IReadOnlyList<LoadResult> rows = await RunAsync(
            new HttpModules(),
            Settings with
            {
                Module = GuestLibrary.Load("minimal"),
                Diagnostics = true,
            }
        );
        Assert.All(rows, row => Assert.Equal((null, null), (row.Diagnostics, row.Seconds)));
    }

    [Fact]
    public async Task Bodies_of_every_size_are_measured()
    {
        IReadOnlyList<LoadResult> rows = await RunAsync(new HttpBodies(), Settings);
        Assert.Equal(["2048", "65536", "1048576"], rows.Select(row => row.Parameters["bodyBytes"]).Distinct());
        Assert.All(rows, AllSucceeded);
    }

    [Fact]
    public async Task The_first_token_of_a_stream_is_measured_by_itself_and_comes_before_the_last()
    {
        IReadOnlyList<LoadResult> rows = await RunAsync(new HttpStreaming(), Settings);
        Assert.All(rows, AllSucceeded);
        Assert.All(
            rows,
            row =>
            {
                StepResult first = Assert.Single(row.Steps!);
                Assert.Equal(("first token", row.OkCount), (first.Name, first.OkCount));

                // A row of few streams has no percentiles, but always a longest one.
                Assert.True(first.Time.MaxUs < row.ServiceTime.MaxUs, $"{first.Time.MaxUs} µs of {row.ServiceTime.MaxUs} µs");
            }
        );
    }

    [Fact]
    public async Task Under_overload_every_request_is_answered_and_the_refused_are_told_when_to_come_again()
    {
        IReadOnlyList<LoadResult> rows = await RunAsync(
            new HttpOverload(),
            Settings with
            {
                Rate = 8_000,
                Duration = TimeSpan.FromMilliseconds(250),
            }
        );
        AllSucceeded(rows[0]);
        Assert.Equal(["503 with Retry-After"], rows[1].FailuresByCause.Keys);
        Assert.True(rows[1].OkCount > 0);
        Assert.Equal(2_000, rows[1].OkCount + rows[1].FailCount);
    }

    [Fact]
    public async Task A_component_that_is_refused_is_not_measured()
    {
        LoadSettings settings = Settings with { Module = WasmModule.FromBytes("junk", [1, 2, 3]) };
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RunAsync(new HttpModules(), settings)
        );
        Assert.Contains("junk", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_holds_for_the_blocks_together()
    {
        LoadSettings settings = Settings with
        {
            Module = GuestLibrary.Load("minimal"),
            Thresholds = [Threshold.MaxP99(TimeSpan.FromMilliseconds(0.001))],
        };
        IReadOnlyList<LoadResult> rows = await RunAsync(new HttpModules(), settings);
        Assert.All(rows, row => Assert.Contains("in the whole measurement", row.BrokenThreshold, StringComparison.Ordinal));
    }

    private static Task<IReadOnlyList<LoadResult>> RunAsync(LoadScenario scenario, LoadSettings settings) =>
        scenario.RunAsync(settings, new Progress<LoadProgress>(), CancellationToken.None);

    private static void AllSucceeded(LoadResult row) =>
        Assert.True(
            row is { OkCount: > 0, FailCount: 0 },
            $"{row.Configuration}: {row.OkCount} ok, {string.Join(", ", row.FailuresByCause)}"
        );
}
