using Smg.Load;
using Smg.Load.Scenarios;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

public sealed class ValidationTests
{
    private static ScenarioProps Plain => Scenario.Create("plain", (IScenarioContext _) => Response.Ok());

    [Fact]
    public void Parameters_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("copies", () => Simulation.KeepConstant(0, Second));
        Assert.Throws<ArgumentOutOfRangeException>("copies", () => Simulation.RampingConstant(-1, Second));
        Assert.Throws<ArgumentOutOfRangeException>("during", () => Simulation.KeepConstant(1, Ms(99)));
        Assert.Throws<ArgumentOutOfRangeException>("rate", () => Simulation.Inject(0, Second, Second));
        Assert.Throws<ArgumentOutOfRangeException>("interval", () => Simulation.Inject(1, TimeSpan.Zero, Second));
        Assert.Throws<ArgumentOutOfRangeException>("rate", () => Simulation.RampingInject(-1, Second, Second));
        Assert.Throws<ArgumentOutOfRangeException>("maxRate", () => Simulation.InjectRandom(5, 4, Second, Second));
        Assert.Throws<ArgumentOutOfRangeException>("during", () => Simulation.Pause(Ms(1)));
        Assert.Throws<ArgumentOutOfRangeException>("duration", () => Plain.WithWarmUpDuration(Ms(1)));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => Plain.WithMaxFailCount(0));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => Plain.WithMaxInFlight(0));
        Assert.Throws<ArgumentOutOfRangeException>("sizeBytes", () => Response.Ok(sizeBytes: -1));
        Assert.Throws<ArgumentOutOfRangeException>("customLatencyMs", () => Response.Ok(customLatencyMs: double.NaN));
    }

    [Fact]
    public void Scenarios_that_cannot_run_are_refused()
    {
        ScenarioProps closed = Plain.WithLoadSimulations(Simulation.KeepConstant(1, Second));
        Assert.Throws<ArgumentException>(() => Scenario.Create(" ", (IScenarioContext _) => Response.Ok()));
        Assert.Throws<ArgumentException>(() => Plain.WithLoadSimulations(Simulation.Pause(Second)));
        Assert.Throws<ArgumentException>(() =>
            Plain.WithLoadSimulations(Simulation.KeepConstant(1, Second), Simulation.Inject(1, Second, Second))
        );
        Assert.Throws<ArgumentException>(() => LoadRunner.RegisterScenarios());
        Assert.Throws<ArgumentException>(() => LoadRunner.RegisterScenarios(Plain));
        Assert.Throws<ArgumentException>(() => LoadRunner.RegisterScenarios(closed, closed));
        Assert.Throws<ArgumentException>(() => LoadRunner.RegisterScenarios(closed.WithWorkers(1)));
    }

    [Fact]
    public void Responses_without_arguments_are_shared()
    {
        Assert.Same(Response.Ok(), Response.Ok());
        Assert.Same(Response.Fail(), Response.Fail());
        Assert.NotSame(Response.Ok(), Response.Ok("200"));
        Assert.True(Response.Fail().IsError);
        Assert.False(Response.Ok().IsError);
    }
}
