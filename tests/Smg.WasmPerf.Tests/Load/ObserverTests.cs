using Smg.Load;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

[Collection(LoadMachine.Name)]
public sealed class ObserverTests
{
    [Fact]
    public async Task An_observer_begins_after_the_warm_up_samples_and_ends_after_the_last_request()
    {
        Observer observer = new();
        int inFlight = 0;
        await LoadRunner
            .RegisterScenarios(
                Scenario
                    .Create(
                        "observed",
                        (IScenarioContext _) =>
                        {
                            Interlocked.Increment(ref inFlight);
                            Thread.Sleep(1);
                            Interlocked.Decrement(ref inFlight);
                            return Response.Ok();
                        }
                    )
                    .WithWarmUpDuration(Ms(300))
                    .WithLoadSimulations(Simulation.KeepConstant(1, Second))
            )
            .WithObserver(observer)
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal("begin", observer.Calls[0]);
        Assert.Equal("end", observer.Calls[^1]);
        Assert.InRange(observer.Calls.Count(call => call == "sample"), 1, 1_200);
        Assert.Equal(observer.Calls.Count - 2, observer.Calls.Count(call => call == "sample"));
        Assert.Equal(0, inFlight);
    }

    [Fact]
    public async Task What_an_observer_throws_ends_in_the_caller()
    {
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            LoadRunner
                .RegisterScenarios(
                    Scenario
                        .Create("observed", (IScenarioContext _) => Response.Ok())
                        .WithoutWarmUp()
                        .WithLoadSimulations(Simulation.KeepConstant(1, Ms(2_000)))
                )
                .WithObserver(new Observer { Throws = true })
                .RunAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal("observer", thrown.Message);
    }

    private sealed class Observer : ILoadObserver
    {
        public List<string> Calls { get; } = [];

        public bool Throws { get; init; }

        public TimeSpan Interval => TimeSpan.FromMilliseconds(50);

        public void OnBegin() => Calls.Add("begin");

        public void OnSample()
        {
            Calls.Add("sample");
            if (Throws)
            {
                throw new InvalidOperationException("observer");
            }
        }

        public void OnEnd() => Calls.Add("end");
    }
}
