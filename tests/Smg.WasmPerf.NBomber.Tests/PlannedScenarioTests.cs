using NBomber.Contracts;
using NBomber.CSharp;

namespace Smg.WasmPerf.NBomberHost.Tests;

public sealed class PlannedScenarioTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Requests_are_neither_restarted_nor_limited_by_failures()
    {
        ScenarioProps props = PlannedScenario.Of(With(Simulation.KeepConstant(1, Second)), Second).Props;
        Assert.Equal((false, int.MaxValue), (props.RestartIterationOnFail, props.MaxFailCount));
    }

    [Theory]
    [InlineData(5_000, 2_000)]
    [InlineData(1_500, 1_500)]
    [InlineData(100, 0)]
    public void A_warm_up_is_no_longer_than_the_load_and_left_out_below_a_second(int asked, int planned) =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(planned),
            PlannedScenario.Of(With(Simulation.KeepConstant(1, 2 * Second)), TimeSpan.FromMilliseconds(asked)).WarmUp
        );

    [Fact]
    public void Notes_name_what_is_different_and_nothing_else()
    {
        Assert.Contains(
            "ramp",
            Assert.Single(PlannedScenario.Of(With(Simulation.KeepConstant(1, Second)), Second).Notes),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no intended start",
            Assert.Single(PlannedScenario.Of(With(Simulation.Inject(1, Second, Second)), Second).Notes),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "2 s instead of 1.5 s",
            PlannedScenario.Of(With(Simulation.Inject(1, Second, 1.5 * Second)), Second).Notes[^1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Arrivals_are_known_where_rates_are_constant()
    {
        PlannedScenario plan = PlannedScenario.Of(
            With(Simulation.Inject(100, Second, 3 * Second), Simulation.Pause(Second), Simulation.Inject(7, Second, Second)),
            Second
        );
        Assert.Equal((307L, 5 * Second), (plan.Arrivals!.Value, plan.Duration));
        Assert.Null(PlannedScenario.Of(With(Simulation.RampingInject(100, Second, 3 * Second)), Second).Arrivals);
        Assert.Null(PlannedScenario.Of(With(Simulation.KeepConstant(100, 3 * Second)), Second).Arrivals);
    }

    private static ScenarioProps With(params LoadSimulation[] simulations) =>
        Scenario.Create("a", _ => Task.FromResult<IResponse>(Response.Ok())).WithLoadSimulations(simulations);
}
