using CsCheck;
using Smg.Load.Scenarios;
using Smg.Load.Schedules;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

public sealed class ArrivalScheduleTests
{
    [Fact]
    public void Uniform_arrivals_are_evenly_spaced_and_their_count_is_exact() =>
        Gen.Select(Gen.Int[1, 5_000], Gen.Int[1, 2_000], Gen.Int[100, 3_000])
            .Sample(
                (rate, interval, during) =>
                {
                    double[] times = Times(Arrivals.Uniform, Simulation.Inject(rate, Ms(interval), Ms(during)));
                    long whole = Math.DivRem((long)rate * during, interval, out long rest);
                    Assert.Equal(whole + (rest > 0 ? 1 : 0), times.Length);
                    double gap = interval / 1e3 / rate;
                    for (int i = 0; i < times.Length; i++)
                    {
                        Assert.Equal(i * gap, times[i], 1e-9);
                    }
                },
                iter: 50
            );

    [Fact]
    public void A_ramp_has_the_mean_rate_and_its_arrivals_follow_the_square() =>
        Gen.Select(Gen.Int[1, 3_000], Gen.Int[100, 3_000])
            .Sample(
                (rate, during) =>
                {
                    double[] times = Times(Arrivals.Uniform, Simulation.RampingInject(rate, Second, Ms(during)));
                    double seconds = during / 1e3;
                    Assert.Equal(Math.Ceiling(rate * seconds / 2), times.Length, 1.0);
                    for (int i = 0; i < times.Length; i++)
                    {
                        Assert.Equal(i, rate * times[i] * times[i] / (2 * seconds), 1e-6);
                    }
                },
                iter: 50
            );

    [Fact]
    public void Any_sequence_rises_and_stays_inside_its_parts() =>
        Gen.Select(
                Gen.OneOf(
                    Gen.Select(Gen.Int[1, 2_000], Gen.Int[100, 500]).Select((rate, ms) => Simulation.Inject(rate, Second, Ms(ms))),
                    Gen.Select(Gen.Int[0, 2_000], Gen.Int[100, 500]).Select((rate, ms) => Simulation.RampingInject(rate, Second, Ms(ms))),
                    Gen.Select(Gen.Int[1, 900], Gen.Int[100, 500], Gen.Int)
                        .Select((rate, ms, seed) => Simulation.InjectRandom(rate, rate * 2, Ms(50), Ms(ms), seed)),
                    Gen.Int[100, 500].Select(ms => Simulation.Pause(Ms(ms)))
                ).Array[1, 6],
                Gen.Bool,
                Gen.Int
            )
            .Sample(
                (simulations, poisson, seed) =>
                {
                    double[] times = Times(poisson ? Arrivals.Poisson(seed) : Arrivals.Uniform, simulations);
                    double start = 0;
                    double previous = 0;
                    int next = 0;
                    foreach (LoadSimulation simulation in simulations)
                    {
                        double end = start + simulation.During.TotalSeconds;
                        while (next < times.Length && times[next] < end - 1e-12)
                        {
                            Assert.NotEqual(LoadModel.Pause, simulation.Model);
                            Assert.True(times[next] >= previous);
                            previous = times[next++];
                        }

                        start = end;
                    }

                    Assert.Equal(times.Length, next);
                },
                iter: 200
            );

    [Fact]
    public void A_ramp_begins_at_the_previous_rate_also_after_a_pause()
    {
        double[] times = Times(
            Arrivals.Uniform,
            Simulation.Inject(1_000, Second, Second),
            Simulation.Pause(Second),
            Simulation.RampingInject(3_000, Second, Second)
        );
        Assert.Equal(1_000 + 2_000, times.Length);
        Assert.Equal(2.0, times[1_000], 1e-9);
        Assert.Equal(0.001, times[1_001] - times[1_000], 1e-5);
        Assert.Equal(0.001 / 3, times[^1] - times[^2], 1e-5);
    }

    [Fact]
    public void Poisson_gaps_have_the_mean_and_the_spread_of_an_exponential_distribution()
    {
        double[] times = Times(Arrivals.Poisson(42), Simulation.Inject(10_000, Second, TimeSpan.FromSeconds(10)));
        double[] gaps = [.. times.Zip(times.Skip(1), (first, second) => (second - first) * 10_000)];
        double mean = gaps.Average();
        double deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        Assert.Equal(1.0, mean, 0.02);
        Assert.Equal(1.0, deviation, 0.02);
        Assert.Equal(Math.Exp(-1), gaps.Count(gap => gap > 1) / (double)gaps.Length, 0.01);
    }

    [Fact]
    public void A_seed_repeats_its_arrivals_and_another_does_not()
    {
        LoadSimulation simulation = Simulation.Inject(100, Second, Second);
        Assert.Equal(Times(Arrivals.Poisson(1), simulation), Times(Arrivals.Poisson(1), simulation));
        Assert.NotEqual(Times(Arrivals.Poisson(1), simulation), Times(Arrivals.Poisson(2), simulation));
    }

    [Fact]
    public void A_random_rate_stays_between_its_bounds_in_every_interval()
    {
        double[] times = Times(Arrivals.Uniform, Simulation.InjectRandom(10, 30, Ms(100), TimeSpan.FromSeconds(10), seed: 3));
        int[] counts = [.. times.GroupBy(time => (int)((time * 10) + 1e-9)).OrderBy(group => group.Key).Select(group => group.Count())];
        Assert.Equal(100, counts.Length);
        Assert.All(counts, count => Assert.InRange(count, 10, 30));
        Assert.True(counts.Distinct().Count() > 5);
    }

    private static double[] Times(Arrivals arrivals, params LoadSimulation[] simulations) =>
        [.. ArrivalSchedule.Of(simulations, arrivals).Times()];
}
