using System.Collections.Concurrent;
using System.Diagnostics;
using Smg.Load;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

[Collection(LoadMachine.Name)]
public sealed class LoadRunnerTests
{
    [Fact]
    public void Scenarios_run_side_by_side_between_their_initialisation_and_cleaning()
    {
        ConcurrentQueue<string> events = [];
        using Barrier both = new(2);
        ScenarioProps Props(string name) =>
            Scenario
                .Create(
                    name,
                    (IScenarioContext context) =>
                    {
                        if (context.InvocationNumber > 1)
                        {
                            context.StopScenario("met");
                            return Response.Ok();
                        }

                        return both.SignalAndWait(Limit) ? Response.Ok() : Response.Fail("alone");
                    }
                )
                .WithInit(context => Note($"init {context.ScenarioName}"))
                .WithClean(context => Note($"clean {context.ScenarioName}"))
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.KeepConstant(1, Limit));
        Task Note(string text)
        {
            events.Enqueue(text);
            return Task.CompletedTask;
        }

        NodeStats stats = LoadRunner
            .RegisterScenarios(Props("a"), Props("b"))
            .WithTestSuite("s")
            .WithTestName("t")
            .Run(TestContext.Current.CancellationToken);
        Assert.Equal(["init a", "init b", "clean a", "clean b"], events);
        Assert.Equal(("s", "t"), (stats.TestSuite, stats.TestName));
        Assert.Equal(["a", "b"], stats.ScenarioStats.Select(scenario => scenario.ScenarioName));
        Assert.Equal(0, stats.AllFailCount);
        Assert.Equal(stats.ScenarioStats.Sum(scenario => scenario.Ok.Request.Count), stats.AllRequestCount);
    }

    [Fact]
    public void A_failed_initialisation_ends_the_run_and_cleans_what_was_initialised()
    {
        List<string> cleaned = [];
        ScenarioProps Props(string name) =>
            Scenario
                .Create(name, (IScenarioContext _) => Response.Ok())
                .WithClean(context =>
                {
                    cleaned.Add(context.ScenarioName);
                    return Task.CompletedTask;
                })
                .WithLoadSimulations(Simulation.KeepConstant(1, Ms(100)));
        LoadRunner runner = LoadRunner.RegisterScenarios(
            Props("a"),
            Props("b").WithInit(_ => throw new InvalidOperationException("no guest"))
        );
        Assert.Equal("no guest", Assert.Throws<InvalidOperationException>(() => runner.Run(TestContext.Current.CancellationToken)).Message);
        Assert.Equal(["a"], cleaned);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_ends_the_run_soon_and_cleans(bool open)
    {
        bool cleaned = false;
        using CancellationTokenSource source = new();
        ScenarioProps scenario = Scenario
            .Create(
                "cancel",
                async context =>
                {
                    await source.CancelAsync();
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                    return Response.Ok();
                }
            )
            .WithClean(_ =>
            {
                cleaned = true;
                return Task.CompletedTask;
            })
            .WithoutWarmUp()
            .WithLoadSimulations(
                open ? Simulation.Inject(10, Second, TimeSpan.FromMinutes(5)) : Simulation.KeepConstant(2, TimeSpan.FromMinutes(5))
            );
        Stopwatch watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LoadRunner.RegisterScenarios(scenario).RunAsync(source.Token));
        Assert.True(watch.Elapsed < Limit, $"{watch.Elapsed}");
        Assert.True(cleaned);
    }

    [Fact]
    public void Progress_is_reported_while_running_and_at_the_end()
    {
        Collector reports = new();
        NodeStats stats = LoadRunner
            .RegisterScenarios(
                Scenario
                    .Create(
                        "progress",
                        (IScenarioContext context) =>
                        {
                            Thread.Sleep(1);
                            return context.InvocationNumber % 10 == 0 ? Response.Fail("tenth") : Response.Ok();
                        }
                    )
                    .WithWarmUpDuration(Ms(1_000))
                    .WithLoadSimulations(Simulation.KeepConstant(1, Ms(1_000)))
            )
            .WithProgress(reports, Ms(100))
            .Run(TestContext.Current.CancellationToken);
        Assert.InRange(reports.Reports.Count, 3, 600);
        Assert.Contains(reports.Reports, report => report.Phase == LoadPhase.WarmUp && report.RequestCount == 0);
        Assert.Contains(reports.Reports, report => report.Phase == LoadPhase.Measured && report.RatePerSecond > 0);
        LoadProgress last = reports.Reports[^1];
        Assert.Equal((LoadPhase.Done, stats.AllRequestCount, stats.AllFailCount), (last.Phase, last.RequestCount, last.FailCount));
        Assert.Equal(Ms(2_000), last.Total);
        Assert.InRange(last.P50Us, 900, last.P99Us);
        Assert.Equal(reports.Reports.Select(report => report.RequestCount).Order(), reports.Reports.Select(report => report.RequestCount));
    }

    [Fact]
    public void No_thread_outlives_its_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Threads are recognised by their names in /proc.");
        int most = 0;
        ScenarioProps open = Scenario
            .Create("open", (IScenarioContext context) => Look(context))
            .WithoutWarmUp()
            .WithWorkers(3)
            .WithLoadSimulations(Simulation.Inject(20, Second, Limit));
        ScenarioProps closed = Scenario
            .Create("closed", (IScenarioContext context) => Look(context))
            .WithoutWarmUp()
            .WithLoadSimulations(Simulation.KeepConstant(4, Limit));
        IResponse Look(IScenarioContext context)
        {
            most = Math.Max(most, EngineThreads());
            Thread.Sleep(10);
            if (most >= 3 + 4 + 2)
            {
                context.StopScenario("all threads were seen");
            }

            return Response.Ok();
        }

        LoadRunner.RegisterScenarios(open, closed).WithProgress(new Collector()).Run(TestContext.Current.CancellationToken);
        Assert.True(most >= 3 + 4 + 2, $"{most} threads seen while running");
        Assert.True(SpinWait.SpinUntil(() => EngineThreads() == 0, Limit), $"{EngineThreads()} threads left");
    }

    private static int EngineThreads() =>
        Directory
            .EnumerateDirectories("/proc/self/task")
            .Count(task =>
            {
                try
                {
                    return File.ReadAllText(Path.Combine(task, "comm")).StartsWith(LoadThread.NamePrefix, StringComparison.Ordinal);
                }
                catch (IOException)
                {
                    return false;
                }
            });

    private sealed class Collector : IProgress<LoadProgress>
    {
        public List<LoadProgress> Reports { get; } = [];

        public void Report(LoadProgress value) => Reports.Add(value);
    }
}
