using System.Diagnostics;
using Smg.Load.Running;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

/// <summary>The timer on a simulated machine that wakes a thread late by a random delay.</summary>
public sealed class PreciseTimerTests
{
    private static readonly long Microsecond = Stopwatch.Frequency / 1_000_000;

    [Theory]
    [InlineData(8_000)]
    [InlineData(2_000)]
    [InlineData(400)]
    public void One_sleep_and_little_spinning_brings_each_tick(int rate)
    {
        SimulatedClock clock = new();
        List<long> lateness = Wait(clock, rate, out PreciseTimer timer);
        Assert.InRange(timer.Sleeps, rate / 2, rate);
        Assert.True(clock.Spun < Stopwatch.Frequency / 20, $"{clock.Spun / Microsecond} µs of a second spun in {timer.Spins} turns");
        Assert.All(lateness, ticks => Assert.True(ticks >= 0, $"{ticks} ticks is early"));
        lateness.Sort();
        Assert.InRange(lateness[rate / 2], 0, 6 * Microsecond);
        Assert.InRange(lateness[rate * 99 / 100], 0, 50 * Microsecond);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(500_000)]
    public void Ticks_that_come_faster_than_the_thread_wakes_share_a_sleep(int rate)
    {
        SimulatedClock clock = new();
        List<long> lateness = Wait(clock, rate, out PreciseTimer timer);
        long leastSleep = (long)PreciseTimer.LeastSleep.TotalMicroseconds;
        Assert.InRange(timer.Sleeps, 1_000, (1_000_000 / leastSleep) + 10);
        Assert.True(clock.Spun < Stopwatch.Frequency / 20, $"{clock.Spun / Microsecond} µs of a second spun in {timer.Spins} turns");
        Assert.All(lateness, ticks => Assert.True(ticks >= 0, $"{ticks} ticks is early"));
        lateness.Sort();
        Assert.InRange(lateness[rate / 2], 0, ((leastSleep / 2) + 10) * Microsecond);
        Assert.InRange(lateness[rate * 99 / 100], 0, (leastSleep + 10) * Microsecond);
    }

    [Fact]
    public void A_tick_in_the_past_costs_no_sleep_and_a_stopped_timer_waits_for_none()
    {
        using ManualResetEventSlim stop = new();
        SimulatedClock clock = new();
        PreciseTimer timer = new(stop, 1, clock);
        Assert.True(timer.WaitUntil(clock.Now - 1));
        Assert.Equal((0, 0), (timer.Sleeps, timer.Spins));
        stop.Set();
        Assert.False(timer.WaitUntil(clock.Now - 1));
        Assert.False(timer.WaitUntil(clock.Now + (100 * Stopwatch.Frequency)));
        Assert.Equal((0, 0), (timer.Sleeps, timer.Spins));
    }

    // One second of ticks.
    private static List<long> Wait(SimulatedClock clock, int rate, out PreciseTimer timer)
    {
        using ManualResetEventSlim stop = new();
        timer = new PreciseTimer(stop, 1.0 / rate, clock);
        List<long> lateness = [];
        for (int i = 0; i < rate; i++)
        {
            long tick = i * Stopwatch.Frequency / rate;
            Assert.True(timer.WaitUntil(tick));
            lateness.Add(clock.Now - tick);
        }

        return lateness;
    }

    /// <summary>Sleeps end 3 to 8 µs late, and every thousandth 100 µs.</summary>
    private sealed class SimulatedClock : ITimerClock
    {
        private readonly Random _random = new(1);

        public long Now { get; private set; }

        public long Spun { get; private set; }

        public void SleepCoarsely(long ticks) => Now += ticks;

        public void SleepFinely(long ticks) => Now += ticks + (_random.Next(1_000) == 0 ? 100 : _random.Next(3, 9)) * Microsecond;

        public void Spin()
        {
            Now += Microsecond / 4;
            Spun += Microsecond / 4;
        }
    }
}
