using Smg.Load;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Diagnostics;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Load;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Diagnostics;

[Collection(LoadMachine.Name)]
public sealed class RuntimeTimelineTests
{
    [Fact]
    public async Task Collections_pauses_counters_and_requests_are_told_for_each_second()
    {
        using RuntimeTimeline timeline = new();
        NodeStats stats = await LoadRunner
            .RegisterScenarios(
                Scenario
                    .Create(
                        "allocates",
                        (IScenarioContext context) =>
                        {
                            GC.KeepAlive(new byte[100_000]);
                            if (context.InvocationNumber % 10 == 0)
                            {
                                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                            }

                            Thread.Sleep(1);
                            return Response.Ok();
                        }
                    )
                    .WithWarmUpDuration(Second)
                    .WithLoadSimulations(Simulation.KeepConstant(1, Ms(2000)))
            )
            .WithObserver(timeline)
            .WithSeconds()
            .RunAsync(TestContext.Current.CancellationToken);

        DiagnosticsResult seen = timeline.ToResult(["allocates"])!;
        Assert.True(seen.GcCount >= 1, $"{seen.GcCount} collections");
        Assert.InRange(seen.GcMaxPauseMs, double.Epsilon, seen.GcPauseMs);
        Assert.Equal(seen.GcCount, seen.Seconds.Sum(second => second.GcCount));
        Assert.Equal(Enumerable.Range(1, seen.Seconds.Count), seen.Seconds.Select(second => second.Second));
        Assert.Contains(
            seen.Seconds,
            second =>
                second
                    is {
                        AllocatedBytes: > 1_000_000,
                        CpuPercent: >= 0,
                        WorkingSetBytes: > 10_000_000,
                        ThreadPoolThreads: >= 0,
                        ThreadPoolQueue: >= 0
                    }
        );

        ScenarioStats scenario = stats.ScenarioStats[0];
        Assert.Equal(scenario.Ok.Request.Count, scenario.Seconds!.Sum(second => second.OkCount));
        Assert.InRange(scenario.Seconds!.Count, 1, 60);
        Assert.All(
            scenario.Seconds!,
            second => Assert.InRange(second.P50Us, 1000, double.IsNaN(second.P99Us) ? double.MaxValue : second.P99Us)
        );
    }

    [Fact]
    public void A_run_that_was_not_watched_to_its_end_tells_nothing()
    {
        using RuntimeTimeline timeline = new();
        Assert.Null(timeline.ToResult(["none"]));
    }

    [Fact]
    public void What_was_seen_goes_to_the_second_in_which_most_of_it_lies()
    {
        GcPauses gc = new();
        gc.OnSuspend(900, isForGc: true);
        gc.OnRestart(905);
        gc.OnSuspend(1100, isForGc: false);
        gc.OnRestart(1190);
        gc.OnSuspend(1500, isForGc: true);
        gc.OnCollection(1501);
        gc.OnRestart(1503);
        gc.OnSuspend(2500, isForGc: true);
        gc.OnCollection(2501);
        gc.OnRestart(2507);
        CounterSample[] counters =
        [
            new(1200, "cpu-usage", 1),
            new(2100, "cpu-usage", 2),
            new(2900, "cpu-usage", 3),
            new(2900, "working-set", 50),
        ];

        DiagnosticsResult seen = DiagnosticsSeconds.Summarise(["a"], gc, counters, begin: 1000, end: 3100);
        Assert.Equal((2, 10, 7), (seen.GcCount, seen.GcPauseMs, seen.GcMaxPauseMs));
        Assert.Equal(
            [new DiagnosticsSecond(1, 1, 3, 3, null, 2, null, null, null), new DiagnosticsSecond(2, 1, 7, 7, null, 3, 50e6, null, null)],
            seen.Seconds
        );
    }
}
