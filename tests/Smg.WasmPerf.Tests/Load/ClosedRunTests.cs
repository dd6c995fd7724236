using System.Collections.Concurrent;
using System.Diagnostics;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Results;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

[Collection(LoadMachine.Name)]
public sealed class ClosedRunTests
{
    [Fact]
    public void Every_counted_request_is_in_the_results_and_no_warm_up_request_is()
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
                        return ValueTask.FromResult(Response.Ok(sizeBytes: 3));
                    }
                )
                .WithWarmUpDuration(Ms(500))
                .WithLoadSimulations(Simulation.KeepConstant(3, Ms(500)))
        );
        Assert.True(warmUp > 0);
        Assert.Equal(counted, stats.Ok.Request.Count);
        Assert.Equal(counted * 3, stats.Ok.AllBytes);
        Assert.Equal(0, stats.Fail.Request.Count);
        Assert.InRange(stats.Duration, TimeSpan.FromTicks(1), Limit);
        Assert.Equal(stats.ServiceTime, stats.ResponseTime);
    }

    [Fact]
    public void Copies_run_at_the_same_time_even_when_they_block_their_thread()
    {
        using Barrier barrier = new(6);
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "block",
                    (IScenarioContext context) =>
                    {
                        bool met = context.InvocationNumber > 1 || barrier.SignalAndWait(Limit);
                        context.StopScenario("met");
                        return met ? Response.Ok() : Response.Fail("alone");
                    }
                )
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.KeepConstant(6, Limit))
        );
        Assert.Equal(0, stats.Fail.Request.Count);
        Assert.True(stats.Ok.Request.Count >= 6);
    }

    [Fact]
    public void A_row_has_a_request_even_where_the_warm_up_outlasts_the_measurement()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "late",
                    context =>
                    {
                        long start = Stopwatch.GetTimestamp();
                        SpinWait.SpinUntil(() => !context.IsWarmUp || Stopwatch.GetElapsedTime(start) > Ms(400));
                        return ValueTask.FromResult(Response.Ok());
                    }
                )
                .WithWarmUpDuration(Ms(100))
                .WithLoadSimulations(Simulation.KeepConstant(2, Ms(100)))
        );
        Assert.True(stats.Ok.Request.Count > 0);
    }

    [Fact]
    public void A_ramp_brings_in_more_and_more_copies()
    {
        const int Copies = 10;
        const int RampMs = 600;
        long before = Stopwatch.GetTimestamp();
        ConcurrentDictionary<int, double> firstMs = [];
        Run(
            Scenario
                .Create(
                    "ramp",
                    async context =>
                    {
                        firstMs.TryAdd(context.InstanceNumber, Stopwatch.GetElapsedTime(before).TotalMilliseconds);
                        if (firstMs.Count == Copies)
                        {
                            context.StopScenario("all");
                        }

                        await Task.Delay(5, context.CancellationToken);
                        return Response.Ok();
                    }
                )
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.RampingConstant(Copies, Ms(RampMs)), Simulation.KeepConstant(Copies, Limit))
        );
        Assert.Equal(Enumerable.Range(0, Copies), firstMs.Keys.Order());

        // However late a busy machine starts them, none comes before its turn.
        Assert.All(
            firstMs,
            copy => Assert.True(copy.Value >= (copy.Key - 1) * RampMs / Copies, $"copy {copy.Key} came after {copy.Value} ms")
        );
    }

    [Fact]
    public void Rates_are_over_the_measured_time()
    {
        // One request of 600 ms in a planned time of 300 ms: planned, that would be three a second.
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "long",
                    async _ =>
                    {
                        await Task.Delay(600);
                        return Response.Ok();
                    }
                )
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.KeepConstant(1, Ms(300)))
        );
        Assert.Equal(1, stats.Ok.Request.Count);
        Assert.InRange(stats.Duration.TotalSeconds, 0.55, Limit.TotalSeconds);
        Assert.Equal(1 / stats.Duration.TotalSeconds, stats.Ok.Request.RPS, 1e-3);
    }

    [Fact]
    public void Failures_are_counted_by_cause()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "causes",
                    (IScenarioContext context) =>
                    {
                        long number = context.InvocationNumber;
                        if (number == 600)
                        {
                            context.StopScenario("enough");
                        }

                        return (number % 6) switch
                        {
                            0 => Response.Fail("Timeout", "too late"),
                            1 => Response.Fail(message: "broken"),
                            2 => Response.Fail(),
                            3 => throw new InvalidOperationException("no"),
                            4 => null!,
                            _ => Response.Ok("200"),
                        };
                    }
                )
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.KeepConstant(1, Limit))
        );
        Assert.Equal(100, stats.Ok.Request.Count);
        Assert.Equal(500, stats.Fail.Request.Count);
        Assert.Equal("enough", stats.StopReason);
        LoadResult row = stats.ToLoadResult("c=1", new Dictionary<string, string> { ["copies"] = "1" });
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["Timeout"] = 100,
                ["broken"] = 100,
                [FailCauses.Unnamed] = 100,
                ["exception: InvalidOperationException"] = 100,
                [FailCauses.NoResponse] = 100,
            }.OrderBy(cause => cause.Key, StringComparer.Ordinal),
            row.FailuresByCause.OrderBy(cause => cause.Key, StringComparer.Ordinal)
        );
        Assert.Equal(("closed", "c=1", 100L, 500L), (row.Model, row.Configuration, row.OkCount, row.FailCount));
        Assert.Equal(stats.Ok.Request.RPS, row.RatePerSecond);
        Assert.Equal("too late", stats.Fail.StatusCodes.Single(code => code.StatusCode == "Timeout").Message);
    }

    [Fact]
    public void The_most_failures_stop_the_scenario()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create("fail", (IScenarioContext _) => Response.Fail("x"))
                .WithoutWarmUp()
                .WithMaxFailCount(50)
                .WithLoadSimulations(Simulation.KeepConstant(2, TimeSpan.FromSeconds(60)))
        );
        Assert.InRange(stats.Fail.Request.Count, 50, 52);
        Assert.NotNull(stats.StopReason);
    }

    [Fact]
    public void A_request_that_never_ends_is_unfinished()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create(
                    "hang",
                    async context =>
                    {
                        if (context.InstanceNumber == 0)
                        {
                            await Task.Delay(Timeout.Infinite, context.CancellationToken);
                        }

                        await Task.Delay(5);
                        return Response.Ok();
                    }
                )
                .WithoutWarmUp()
                .WithDrainTimeout(Ms(1_500))
                .WithLoadSimulations(Simulation.KeepConstant(2, Ms(500)))
        );
        Assert.Equal(1, Count(stats, FailCauses.Unfinished));
        Assert.Equal(1, stats.Fail.Request.Count);
        Assert.True(stats.Ok.Request.Count > 0);
    }

    [Fact]
    public void A_custom_latency_replaces_the_measured_one()
    {
        ScenarioStats stats = Run(
            Scenario
                .Create("custom", (IScenarioContext _) => Response.Ok(customLatencyMs: 250))
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.KeepConstant(1, Ms(100)))
        );
        Assert.InRange(stats.Ok.Latency.Percent50, 249, 251);
        Assert.InRange(stats.Ok.Latency.MaxMs, 249, 251);
    }

    [Fact]
    public void A_synchronous_request_allocates_nothing()
    {
        long before = 0;
        long allocated = long.MaxValue;
        Run(
            Scenario
                .Create(
                    "alloc",
                    (IScenarioContext context) =>
                    {
                        if (context.InvocationNumber == 1_000)
                        {
                            before = GC.GetAllocatedBytesForCurrentThread();
                        }
                        else if (context.InvocationNumber == 101_000)
                        {
                            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                            context.StopScenario("done");
                        }

                        return Response.Ok();
                    }
                )
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.KeepConstant(1, Limit))
        );

        // Stripes that are first used meanwhile allocate a histogram of some 250 kB each; an object a request would be 2.4 MB.
        Assert.InRange(allocated, 0, 1_500_000);
    }
}
