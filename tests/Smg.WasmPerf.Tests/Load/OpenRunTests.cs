using Smg.WasmPerf.Load;
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
        ScenarioStats stats = Run(Scenario.Create("count", context =>
        {
            Interlocked.Increment(ref context.IsWarmUp ? ref warmUp : ref counted);
            return ValueTask.FromResult(Response.Ok());
        }).WithWarmUpDuration(Ms(200)).WithLoadSimulations(
            Simulation.Inject(1_000, Second, Ms(500)),
            Simulation.Pause(Ms(100)),
            Simulation.RampingInject(3_000, Second, Ms(500))));
        Assert.InRange(warmUp, 1, 200);
        Assert.Equal(1_500, counted);
        Assert.Equal(1_500, stats.Ok.Request.Count);
        Assert.Equal(1_500, stats.ArrivalCount);
        Assert.Equal(1_500 / 1.1, stats.TargetRatePerSecond!.Value, 1e-6);
        Assert.InRange(stats.Duration.TotalSeconds, 1.0, 5);
        Assert.Equal(1_500 / stats.Duration.TotalSeconds, stats.Ok.Request.RPS, 0.1);
        Assert.Equal("open", stats.ToLoadResult("", new Dictionary<string, string>()).Model);
    }

    [Fact]
    public void A_stall_shows_in_the_response_time_of_those_behind_it_but_not_in_their_service_time()
    {
        ScenarioStats stats = Run(Scenario.Create("stall", (IScenarioContext context) =>
        {
            if (context.InvocationNumber == 500)
            {
                Thread.Sleep(100);
            }

            return Response.Ok();
        }).WithoutWarmUp().WithWorkers(1).WithLoadSimulations(Simulation.Inject(1_000, Second, TimeSpan.FromSeconds(1.5))));
        Assert.Equal(1_500, stats.Ok.Request.Count);

        // 100 of 1,500 arrivals come during the stall: the slowest 1 % of them wait 85 ms and more.
        Assert.InRange(stats.ResponseTime.P99Us, 70_000, 1_000_000);
        Assert.True(stats.ServiceTime.P99Us < stats.ResponseTime.P99Us / 10, $"{stats.ServiceTime}");
        Assert.InRange(stats.ServiceTime.MaxUs, 99_000, 2_000_000);
    }

    [Fact]
    public void Arrivals_do_not_wait_for_earlier_requests()
    {
        int inFlight = 0;
        int most = 0;
        ScenarioStats stats = Run(Scenario.Create("slow", async _ =>
        {
            int now = Interlocked.Increment(ref inFlight);
            InterlockedMax(ref most, now);
            await Task.Delay(300);
            Interlocked.Decrement(ref inFlight);
            return Response.Ok();
        }).WithoutWarmUp().WithLoadSimulations(Simulation.Inject(200, Second, Ms(500))));
        Assert.Equal(100, stats.Ok.Request.Count);
        Assert.InRange(most, 40, 100);
    }

    [Fact]
    public void Too_many_requests_in_flight_fail_and_limit_the_generator()
    {
        ScenarioStats stats = Run(Scenario.Create("overrun", async _ =>
        {
            await Task.Delay(700);
            return Response.Ok();
        }).WithoutWarmUp().WithMaxInFlight(10).WithLoadSimulations(Simulation.Inject(100, Second, Ms(300))));
        Assert.Equal(10, stats.Ok.Request.Count);
        Assert.Equal(20, Count(stats, FailCauses.GeneratorOverrun));
        Assert.True(stats.GeneratorLimited);
    }

    [Fact]
    public void A_request_that_never_ends_is_unfinished_and_what_is_queued_behind_it_too()
    {
        using ManualResetEventSlim end = new();
        ScenarioStats stats = Run(Scenario.Create("hang", (IScenarioContext context) =>
        {
            if (context.InvocationNumber == 11)
            {
                end.Wait(TimeSpan.FromSeconds(10));
            }

            return Response.Ok();
        }).WithoutWarmUp().WithWorkers(1).WithDrainTimeout(Ms(300)).WithLoadSimulations(Simulation.Inject(100, Second, Ms(200))));
        end.Set();
        Assert.Equal(10, stats.Ok.Request.Count);
        Assert.Equal(10, Count(stats, FailCauses.Unfinished));
    }

    [Fact]
    public void Arrivals_are_handed_on_close_to_their_intended_start()
    {
        ScenarioStats stats = Run(Scenario.Create("lateness", (IScenarioContext _) => Response.Ok())
            .WithWarmUpDuration(Ms(300)).WithLoadSimulations(Simulation.Inject(2_000, Second, Second)));
        Assert.InRange(stats.DispatchLateness!.P50Us, 0, 5_000);
        Assert.Equal(stats.ArrivalCount, stats.Ok.Request.Count);
    }

    [Fact]
    public void The_spectrum_rises_from_0_to_100()
    {
        ScenarioStats stats = Run(Scenario.Create("spectrum", (IScenarioContext _) => Response.Ok())
            .WithoutWarmUp().WithLoadSimulations(Simulation.Inject(1_000, Second, Ms(500))));
        IReadOnlyList<PercentilePoint> points = stats.Spectrum;
        Assert.Equal(0, points[0].Percentile);
        Assert.Equal(100, points[^1].Percentile);
        Assert.All(points.Zip(points.Skip(1)), pair =>
        {
            Assert.True(pair.First.Percentile < pair.Second.Percentile);
            Assert.True(pair.First.ValueUs <= pair.Second.ValueUs);
        });
        Assert.Equal(5, points.Count(point => point.Percentile < 50));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (seen < value && Interlocked.CompareExchange(ref target, value, seen) is var was && was != seen)
        {
            seen = was;
        }
    }
}
