using System.Diagnostics;
using Smg.Load;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

public sealed class ArrivalRecorderTests
{
    private static readonly long Bin = Stopwatch.Frequency / 10;

    [Fact]
    public void Starts_are_counted_in_bins_of_100_ms_from_the_first_one_on()
    {
        ArrivalRecorder recorder = new();
        foreach (long start in new[] { 1_000, 1_000 + Bin - 1, 1_000 + Bin, 1_000 + (3 * Bin), 900 })
        {
            recorder.Record(start);
        }

        Assert.Equal([3, 1, 0, 1], recorder.ToResult()!.Counts);
    }

    [Fact]
    public void Nothing_is_reported_where_nothing_started() => Assert.Null(new ArrivalRecorder().ToResult());

    [Fact]
    public void Starts_after_an_hour_are_left_out()
    {
        ArrivalRecorder recorder = new();
        recorder.Record(1);
        recorder.Record(1 + (36_000 * Bin));
        Assert.Equal([1], recorder.ToResult()!.Counts);
    }

    [Fact]
    public void Starts_from_many_threads_are_all_counted()
    {
        ArrivalRecorder recorder = new();
        Parallel.For(0, 10_000, i => recorder.Record(1 + (i % 50 * Bin)));
        Assert.Equal(10_000, recorder.ToResult()!.Counts.Sum());
    }

    [Theory]
    [InlineData(0, 100, 100, 100, 7)]
    [InlineData(25, 50, 150, 50, 150, 7)]
    [InlineData(0, 5)]
    public void The_dispersion_is_that_of_the_whole_bins(double expected, params int[] counts) =>
        Assert.Equal(expected, new ArrivalsResult(100, counts).Dispersion, 9);

    [Fact]
    public async Task A_scenario_counts_the_starts_after_its_warm_up()
    {
        ArrivalRecorder recorder = new();
        ScenarioProps scenario = Scenario
            .Create("counted", _ => Response.Ok())
            .WithWarmUpDuration(TimeSpan.FromMilliseconds(200))
            .WithLoadSimulations(Simulation.Inject(500, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(400)));
        NodeStats stats = await LoadRunner.RegisterScenarios(scenario.WithArrivals(recorder)).RunAsync();
        Assert.Equal(200, stats.ScenarioStats[0].AllRequestCount);
        Assert.Equal(200, recorder.ToResult()!.Counts.Sum());
    }
}
