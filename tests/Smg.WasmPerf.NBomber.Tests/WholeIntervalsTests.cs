using CsCheck;
using NBomber.Contracts;
using NBomber.CSharp;

namespace Smg.WasmPerf.NBomberHost.Tests;

public sealed class WholeIntervalsTests
{
    private static readonly Gen<TimeSpan> Interval = Gen.Int[1, 5_000].Select(ms => TimeSpan.FromMilliseconds(ms));
    private static readonly Gen<TimeSpan> During = Gen.Int[1, 100_000].Select(ms => TimeSpan.FromMilliseconds(ms));

    [Fact]
    public void Injections_are_rounded_up_to_whole_intervals_of_at_least_a_second_and_no_further() =>
        Gen.Select(Gen.Int[0, 100_000], Interval, During)
            .Sample(
                (rate, interval, during) =>
                {
                    WholeIntervals whole = WholeIntervals.Of(Simulation.Inject(rate, interval, during));
                    LoadSimulation.Inject inject = Assert.IsType<LoadSimulation.Inject>(whole.Simulation);
                    TimeSpan atLeast = during < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : during;
                    Assert.Equal((rate, interval, whole.Duration), (inject.rate, inject.interval, inject.during));
                    Assert.Equal(0, whole.Duration.Ticks % interval.Ticks);
                    Assert.InRange(whole.Duration, atLeast, atLeast + interval - TimeSpan.FromTicks(1));
                    Assert.Equal(whole.Duration.Ticks / interval.Ticks * rate, whole.Arrivals);
                    Assert.Equal(during, whole.Asked);
                }
            );

    [Fact]
    public void Every_other_simulation_keeps_its_level_and_runs_whole_seconds() =>
        Gen.Select(Gen.Int[1, 1_000], During)
            .Sample(
                (level, during) =>
                {
                    TimeSpan second = TimeSpan.FromSeconds(1);
                    TimeSpan whole = second * Math.Max(1, Math.Ceiling(during / second));
                    Assert.Equal(
                        (level, whole),
                        WholeIntervals.Of(Simulation.KeepConstant(level, during)).Simulation is LoadSimulation.KeepConstant keep
                            ? (keep.copies, keep.during)
                            : default
                    );
                    Assert.Equal(
                        (level, whole),
                        WholeIntervals.Of(Simulation.RampingConstant(level, during)).Simulation is LoadSimulation.RampingConstant ramp
                            ? (ramp.copies, ramp.during)
                            : default
                    );
                    Assert.Equal(
                        (level, whole),
                        WholeIntervals.Of(Simulation.RampingInject(level, second, during)).Simulation is LoadSimulation.RampingInject inject
                            ? (inject.rate, inject.during)
                            : default
                    );
                    Assert.Equal(
                        (level, level + 1, whole),
                        WholeIntervals.Of(Simulation.InjectRandom(level, level + 1, second, during)).Simulation
                            is LoadSimulation.InjectRandom random
                            ? (random.minRate, random.maxRate, random.during)
                            : default
                    );
                    Assert.Equal(
                        whole,
                        WholeIntervals.Of(Simulation.Pause(during)).Simulation is LoadSimulation.Pause pause ? pause.during : default
                    );
                }
            );
}
