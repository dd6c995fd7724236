using System.Diagnostics;
using Smg.Load;
using Smg.Load.Histograms;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Results;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

[Collection(LoadMachine.Name)]
public sealed class OpenRunTests
{
    [Fact]
    public void Every_planned_arrival_of_the_measurement_counts_and_no_other()
    {
        long warmUp = 0;
        long counted = 0;
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "count",
                    context =>
                    {
                        Interlocked.Increment(ref context.IsWarmUp ? ref warmUp : ref counted);
                        return ValueTask.FromResult(Response.Ok());
                    }
                )
                .WithWarmUpDuration(Ms(200))
                .WithLoadSimulations(
                    Simulation.Inject(1_000, Second, Ms(500)),
                    Simulation.Pause(Ms(100)),
                    Simulation.RampingInject(3_000, Second, Ms(500))
                )
        );
        Assert.InRange(warmUp, 0, 200);
        Assert.Equal(1_500, counted);
        Assert.Equal(1_500, stats.Ok.Request.Count);
        Assert.Equal(1_500, stats.ArrivalCount);
        Assert.Equal(1_500 / 1.1, stats.TargetRatePerSecond!.Value, 1e-6);
        Assert.InRange(stats.Duration.TotalSeconds, 1.0, Limit.TotalSeconds);
        Assert.Equal(1_500 / stats.Duration.TotalSeconds, stats.Ok.Request.RPS, 0.1);
        Assert.Equal("open", stats.ToLoadResult("", new Dictionary<string, string>()).Model);
    }

    [Fact]
    public void A_stall_shows_in_the_response_time_of_those_behind_it_but_not_in_their_service_time()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "stall",
                    (IScenarioContext context) =>
                    {
                        if (context.InvocationNumber == 500)
                        {
                            Thread.Sleep(100);
                        }

                        return Response.Ok();
                    }
                )
                .WithoutWarmUp()
                .WithWorkers(1)
                .WithLoadSimulations(Simulation.Inject(1_000, Second, TimeSpan.FromSeconds(1.5)))
        );
        Assert.Equal(1_500, stats.Ok.Request.Count);

        // 100 of 1,500 arrivals come during the stall: the slowest 1 % of them wait 85 ms and more.
        Assert.InRange(stats.ResponseTime.P99Us, 70_000, 60_000_000);
        Assert.True(stats.ServiceTime.P99Us < stats.ResponseTime.P99Us / 10, $"{stats.ServiceTime}");
        Assert.InRange(stats.ServiceTime.MaxUs, 99_000, 60_000_000);
    }

    [Fact]
    public void Arrivals_do_not_wait_for_earlier_requests()
    {
        // None ends before the last one has started.
        int started = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "slow",
                    async _ =>
                    {
                        if (Interlocked.Increment(ref started) == 100)
                        {
                            all.SetResult();
                        }

                        await all.Task.WaitAsync(Limit);
                        return Response.Ok();
                    }
                )
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.Inject(200, Second, Ms(500)))
        );
        Assert.Equal(100, stats.Ok.Request.Count);
    }

    [Fact]
    public void Too_many_requests_in_flight_fail_and_limit_the_generator()
    {
        // The first ten end when the other twenty have come.
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScenarioProps scenario = Scenario
            .Create(
                "overrun",
                async _ =>
                {
                    await all.Task.WaitAsync(Limit);
                    return Response.Ok();
                }
            )
            .WithoutWarmUp()
            .WithMaxInFlight(10)
            .WithLoadSimulations(Simulation.Inject(100, Second, Ms(300)));
        ScenarioStats stats = LoadRunner
            .RegisterScenarios(scenario)
            .WithProgress(new OnReport(report => _ = report.FailCount == 20 && all.TrySetResult()), Ms(100))
            .Run(TestContext.Current.CancellationToken)
            .ScenarioStats[0];
        Assert.Equal(10, stats.Ok.Request.Count);
        Assert.Equal(20, Count(stats, FailCauses.GeneratorOverrun));
        Assert.True(stats.GeneratorLimited);
    }

    [Fact]
    public void A_request_that_never_ends_is_unfinished_and_what_is_queued_behind_it_too()
    {
        using ManualResetEventSlim end = new();
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "hang",
                    (IScenarioContext context) =>
                    {
                        if (context.InvocationNumber == 11)
                        {
                            end.Wait(Limit);
                        }

                        return Response.Ok();
                    }
                )
                .WithoutWarmUp()
                .WithWorkers(1)
                .WithDrainTimeout(Ms(2_000))
                .WithLoadSimulations(Simulation.Inject(100, Second, Ms(200)))
        );
        end.Set();
        Assert.Equal(10, stats.Ok.Request.Count);
        Assert.Equal(10, Count(stats, FailCauses.Unfinished));
    }

    [Fact]
    public void Short_requests_run_on_the_pacing_thread_close_to_their_intended_start_and_each_in_a_context_of_its_own()
    {
        AsyncLocal<string?> context = new();
        // A machine that is busy elsewhere makes some runs late; a generator that is late makes all of them late.
        double latenessUs = double.MaxValue;
        int paced = 0;
        for (long start = Stopwatch.GetTimestamp(); latenessUs > 5_000 || paced < 500; )
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start) < Limit,
                $"half of the arrivals were {latenessUs} µs late and more; {paced} of 1,000 ran on the pacing thread"
            );
            paced = 0;
            ScenarioStats stats = Run(
                Scenario
                    .Create(
                        "lateness",
                        (IScenarioContext request) =>
                        {
                            string? leftBehind = context.Value;
                            context.Value = "request";
                            paced += !request.IsWarmUp && IsPaced() ? 1 : 0;
                            return leftBehind is null ? Response.Ok() : Response.Fail();
                        }
                    )
                    .WithWarmUpDuration(Ms(250))
                    .WithLoadSimulations(Simulation.Inject(2_000, Second, Ms(500)))
            );
            Assert.Equal(stats.ArrivalCount, stats.Ok.Request.Count);
            latenessUs = stats.DispatchLateness!.P50Us;
            Assert.True(latenessUs >= 0, $"{latenessUs} µs is early");
        }
    }

    [Fact]
    public void A_request_that_blocks_the_pacing_thread_delays_no_further_arrival()
    {
        const int Arrivals = 800;
        int blocked = 0;
        for (long start = Stopwatch.GetTimestamp(); blocked == 0; )
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, "no request ran on the pacing thread");
            int started = 0;
            using ManualResetEventSlim all = new();
            ScenarioStats stats = Run(
                Scenario
                    .Create(
                        "block",
                        (IScenarioContext _) =>
                        {
                            if (Interlocked.Increment(ref started) == Arrivals)
                            {
                                all.Set();
                            }

                            // It ends when the last one has started.
                            return !IsPaced() || Interlocked.Increment(ref blocked) > 1 || all.Wait(Limit)
                                ? Response.Ok()
                                : Response.Fail();
                        }
                    )
                    .WithoutWarmUp()
                    .WithLoadSimulations(Simulation.Inject(2_000, Second, Ms(Arrivals / 2)))
            );
            Assert.Equal(Arrivals, stats.Ok.Request.Count);
        }
    }

    [Fact]
    public void The_spectrum_rises_from_0_to_100()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create("spectrum", (IScenarioContext _) => Response.Ok())
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.Inject(1_000, Second, Ms(500)))
        );
        IReadOnlyList<PercentilePoint> points = stats.Spectrum;
        Assert.Equal(0, points[0].Percentile);
        Assert.Equal(100, points[^1].Percentile);
        Assert.All(
            points.Zip(points.Skip(1)),
            pair =>
            {
                Assert.True(pair.First.Percentile < pair.Second.Percentile);
                Assert.True(pair.First.ValueUs <= pair.Second.ValueUs);
            }
        );
        Assert.Equal(5, points.Count(point => point.Percentile < 50));
    }

    private static bool IsPaced() => Thread.CurrentThread.Name?.StartsWith(LoadThread.NamePrefix, StringComparison.Ordinal) == true;

    private sealed class OnReport(Action<LoadProgress> action) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => action(value);
    }
}
