using System.Collections.Concurrent;
using CsCheck;
using Smg.Load;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Load.Schedules;
using Smg.Load.Stats;
using Smg.WasmPerf.Merging;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

public sealed class ShardTests
{
    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("2/3", 2, 3)]
    [InlineData("10000/10000", 10_000, 10_000)]
    public void A_part_is_read_and_written(string text, int number, int count)
    {
        Assert.True(Shard.TryParse(text, out Shard? shard));
        Assert.Equal(new Shard(number, count), shard);
        Assert.Equal(text, shard.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("-1/2")]
    [InlineData("1/0")]
    [InlineData("1/2/3")]
    [InlineData("1 /2")]
    [InlineData("1/10001")]
    [InlineData("1/99999999999")]
    public void What_is_no_part_is_refused(string? text) => Assert.False(Shard.TryParse(text, out _));

    [Fact]
    public void The_arrivals_of_all_parts_are_exactly_the_whole_schedule() =>
        Gen.Select(Gen.Int[1, 3_000], Gen.Int[1, 7], Gen.Bool, Gen.Int)
            .Sample(
                (rate, count, poisson, seed) =>
                {
                    ArrivalSchedule Schedule() =>
                        ArrivalSchedule.Of(
                            [
                                Simulation.RampingInject(rate, Second, Ms(300)),
                                Simulation.InjectRandom(rate, rate * 2, Ms(50), Ms(300), seed),
                            ],
                            poisson ? Arrivals.Poisson(seed) : Arrivals.Uniform
                        );
                    double[][] parts =
                    [
                        .. Enumerable.Range(1, count).Select(number => new Shard(number, count).Of(Schedule().Times()).ToArray()),
                    ];

                    Assert.Equal(Schedule().Times(), parts.SelectMany(part => part).Order());
                    Assert.InRange(parts.Max(part => part.Length) - parts.Min(part => part.Length), 0, 1);
                },
                iter: 50
            );

    [Fact]
    public void The_copies_of_all_parts_are_the_whole_and_differ_by_one_at_most() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[1, 50])
            .Sample(
                (copies, count) =>
                {
                    int[] shares = [.. Enumerable.Range(1, count).Select(number => new Shard(number, count).ShareOf(copies))];
                    Assert.Equal(copies, shares.Sum());
                    Assert.InRange(shares.Max() - shares.Min(), 0, 1);
                }
            );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_shards_at_a_common_start_add_up_to_exactly_what_one_run_counts(bool poisson)
    {
        // A service time of the arrival's own number: the histograms tell which arrivals were made.
        ScenarioProps scenario = Scenario
            .Create(
                "sum",
                (IScenarioContext context) =>
                    context.InvocationNumber % 10 == 3 ? Response.Fail("third") : Response.Ok(customLatencyMs: context.InvocationNumber)
            )
            .WithoutWarmUp()
            .WithArrivals(poisson ? Arrivals.Poisson(5) : Arrivals.Uniform)
            .WithLoadSimulations(Simulation.Inject(1_000, Second, Second));
        LoadRunner runner = LoadRunner.RegisterScenarios(scenario);
        LoadResult whole = (await runner.RunAsync(TestContext.Current.CancellationToken))
            .ScenarioStats[0]
            .ToLoadResult("", new Dictionary<string, string>());
        DateTimeOffset start = DateTimeOffset.UtcNow + Ms(2_000);
        ShardFile[] files = await Task.WhenAll(
            Enumerable
                .Range(1, 2)
                .Select(async number =>
                {
                    Shard shard = new(number, 2);
                    NodeStats stats = await runner.WithShard(shard).WithStartAt(start).RunAsync(TestContext.Current.CancellationToken);
                    LoadResult row = stats
                        .ScenarioStats[0]
                        .ToLoadResult("", new Dictionary<string, string> { [ShardMerge.ShardParameter] = shard.ToString() });
                    return new ShardFile($"{number}.json", SampleResults.Empty with { Load = [row] });
                })
        );
        LoadResult sum = ShardMerge.Merge(files, "merge").Load[0];

        Assert.All(files, file => Assert.True(file.Results.Load[0].OkCount < whole.OkCount));
        Assert.Equal((whole.OkCount, whole.FailCount), (sum.OkCount, sum.FailCount));
        Assert.Equal(whole.FailuresByCause, sum.FailuresByCause);
        Assert.Equal(whole.ServiceTimeHistogram, sum.ServiceTimeHistogram);
        Assert.Equal(whole.ServiceTime, sum.ServiceTime);
        Assert.Equal(whole.OkCount, sum.ResponseTimeHistogram!.Count);
        Assert.Equal(whole.TargetRatePerSecond!.Value, sum.TargetRatePerSecond!.Value, 1e-9);
        Assert.InRange(sum.MeasuredSeconds, 0.9, Limit.TotalSeconds);
    }

    [Fact]
    public async Task Copies_are_shared_and_numbered_over_all_shards()
    {
        ConcurrentDictionary<int, bool> copies = [];
        LoadRunner runner = LoadRunner.RegisterScenarios(
            Scenario
                .Create(
                    "copies",
                    (IScenarioContext context) =>
                    {
                        Assert.True(copies.TryAdd(context.InstanceNumber, true) || context.InvocationNumber > 1);
                        Thread.Sleep(5);
                        return Response.Ok();
                    }
                )
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.KeepConstant(3, Ms(500)))
        );
        List<ScenarioStats> stats = [];
        for (int number = 1; number <= 4; number++)
        {
            stats.AddRange((await runner.WithShard(new Shard(number, 4)).RunAsync(TestContext.Current.CancellationToken)).ScenarioStats);
        }

        Assert.Equal([0, 1, 2], copies.Keys.Order());
        Assert.All(stats, one => Assert.Equal(0, one.Fail.Request.Count));
        Assert.Equal([true, true, true, false], stats.Select(one => one.Ok.Request.Count > 0));
    }

    [Fact]
    public async Task No_request_starts_before_the_common_start()
    {
        DateTimeOffset start = DateTimeOffset.UtcNow + Ms(2_000);
        DateTimeOffset first = DateTimeOffset.MaxValue;
        await LoadRunner
            .RegisterScenarios(
                Scenario
                    .Create(
                        "wait",
                        (IScenarioContext _) =>
                        {
                            first = first == DateTimeOffset.MaxValue ? DateTimeOffset.UtcNow : first;
                            return Response.Ok();
                        }
                    )
                    .WithoutWarmUp()
                    .WithWorkers(1)
                    .WithLoadSimulations(Simulation.Inject(100, Second, Ms(100)))
            )
            .WithStartAt(start)
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.InRange(first, start, start + Limit);
    }

    [Fact]
    public async Task A_common_start_that_has_passed_is_refused_and_the_scenario_cleaned()
    {
        bool cleaned = false;
        LoadRunner runner = LoadRunner
            .RegisterScenarios(
                Scenario
                    .Create("late", (IScenarioContext _) => Response.Ok())
                    .WithClean(_ =>
                    {
                        cleaned = true;
                        return Task.CompletedTask;
                    })
                    .WithLoadSimulations(Simulation.KeepConstant(1, Ms(100)))
            )
            .WithStartAt(DateTimeOffset.UtcNow - Ms(1_500));
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            runner.RunAsync(TestContext.Current.CancellationToken)
        );

        Assert.Contains("passed", exception.Message, StringComparison.Ordinal);
        Assert.True(cleaned);
    }

    [Fact]
    public void Every_generator_works_out_the_same_starts()
    {
        DateTimeOffset first = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
        CommonStart start = new(first);

        Assert.Equal(first, start.Next(TimeSpan.FromSeconds(5)));
        Assert.Equal(first + TimeSpan.FromSeconds(5) + CommonStart.Gap, start.Next(TimeSpan.FromSeconds(7)));
        Assert.Equal(first + TimeSpan.FromSeconds(12) + (2 * CommonStart.Gap), start.Next(TimeSpan.FromSeconds(1)));
    }
}
