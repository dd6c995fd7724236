using Smg.Load;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

public sealed class StepTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Steps_are_counted_and_timed_by_themselves_and_the_warm_up_is_not()
    {
        ScenarioStats stats = await RunAsync(
            Scenario
                .Create(
                    "steps",
                    async Task<IResponse> (context) =>
                    {
                        await Step.Run(
                            "first",
                            context,
                            async () =>
                            {
                                await Task.Delay(20);
                                return Response.Ok();
                            }
                        );
                        return await Step.Run("second", context, 0, static _ => ValueTask.FromResult(Response.Fail("no")));
                    }
                )
                .WithWarmUpDuration(Second / 2)
        );

        Assert.Equal(["first", "second"], stats.StepStats.Select(step => step.StepName));
        StepStats first = stats.StepStats[0];
        StepStats second = stats.StepStats[1];
        Assert.Equal((stats.AllRequestCount, 0L), (first.Ok.Request.Count, first.Fail.Request.Count));
        Assert.Equal(
            (0L, stats.AllRequestCount, "no"),
            (second.Ok.Request.Count, second.Fail.Request.Count, second.Fail.StatusCodes[0].StatusCode)
        );
        Assert.True(first.Time.MinUs > 15_000, $"{first.Time}");
        Assert.Equal(stats.AllRequestCount, stats.ToLoadResult("", new Dictionary<string, string>()).Steps![0].TimeHistogram.Count);
    }

    [Fact]
    public async Task A_step_that_throws_fails_and_so_does_its_request()
    {
        ScenarioStats stats = await RunAsync(
            Scenario.Create(
                "throws",
                async Task<IResponse> (context) => await Step.Run("breaks", context, () => throw new InvalidOperationException("broken"))
            )
        );
        Assert.Equal(stats.AllRequestCount, stats.StepStats[0].Fail.Request.Count);
        Assert.Equal((0L, true), (stats.Ok.Request.Count, stats.AllRequestCount > 0));
    }

    [Fact]
    public async Task A_step_that_does_not_wait_takes_no_memory()
    {
        long allocating = 0;
        long calls = 0;
        await RunAsync(
            Scenario.Create(
                "free",
                context =>
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    IResponse response = Step.Run("free", context, 0, static _ => ValueTask.FromResult(Response.Ok())).Result;
                    if (context.InvocationNumber > 100)
                    {
                        allocating += GC.GetAllocatedBytesForCurrentThread() > before ? 1 : 0;
                        calls++;
                    }

                    return response;
                }
            )
        );

        // A step that took longer than any before may enlarge the histogram, by a lot at once.
        Assert.True(calls > 1_000 && allocating < calls / 100, $"{allocating} of {calls} calls allocated");
    }

    [Fact]
    public async Task Metrics_hold_what_they_were_told_while_requests_counted()
    {
        Counter counter = Metric.CreateCounter("items", "items");
        Gauge gauge = Metric.CreateGauge("depth", "m");
        ScenarioStats stats = await RunAsync(
            Scenario
                .Create(
                    "metrics",
                    context =>
                    {
                        counter.Add(2);
                        gauge.Set(
                            context.IsWarmUp ? 99
                            : context.InvocationNumber % 2 == 0 ? 1
                            : 3
                        );
                        return Response.Ok();
                    }
                )
                .WithInit(context =>
                {
                    context.RegisterMetric(counter);
                    context.RegisterMetric(gauge);
                    Assert.Throws<ArgumentException>(() => context.RegisterMetric(Metric.CreateCounter("items", "")));
                    return Task.CompletedTask;
                })
                .WithWarmUpDuration(Second / 2)
        );

        MetricResult items = stats.Metrics[0];
        MetricResult depth = stats.Metrics[1];
        Assert.Equal((MetricKind.Counter, "items", null), (items.Kind, items.Unit, items.Min));
        Assert.InRange(items.Value, 2.0 * (stats.AllRequestCount - 2), 2.0 * (stats.AllRequestCount + 2));
        Assert.InRange(depth.Value, 1.9, 2.1);
        Assert.InRange(depth.Max!.Value, 3, 99);
    }

    [Fact]
    public void Feeds_give_their_items_as_they_promise()
    {
        IDataFeed<int> circular = DataFeed.Circular([1, 2, 3]);
        Assert.Equal([1, 2, 3, 1], Enumerable.Range(0, 4).Select(_ => circular.GetNextItem()));
        IDataFeed<int> constant = DataFeed.Constant([1, 2, 3]);
        Assert.Equal((1, 1, 2, 1), (constant.GetNextItem(0), constant.GetNextItem(0), constant.GetNextItem(1), constant.GetNextItem(3)));
        int[] drawn = [.. Enumerable.Repeat(DataFeed.Random([1, 2, 3], seed: 5), 3_000).Select(feed => feed.GetNextItem())];
        Assert.All(drawn.CountBy(item => item), item => Assert.InRange(item.Value, 850, 1_150));
        Assert.Throws<ArgumentException>(() => DataFeed.Circular(Array.Empty<int>()));
    }

    private static async Task<ScenarioStats> RunAsync(ScenarioProps scenario)
    {
        ScenarioProps loaded = scenario.WithMaxFailCount(int.MaxValue).WithLoadSimulations(Simulation.KeepConstant(1, Second));
        NodeStats node = await LoadRunner.RegisterScenarios(loaded.WarmUpDuration > Second ? loaded.WithoutWarmUp() : loaded).RunAsync();
        return node.ScenarioStats[0];
    }
}
