using Smg.Load.Scenarios;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Scenarios.Tests;

public sealed class CapacityProbeTests
{
    private static readonly LoadSettings Settings = new() { Options = new WasmRuntimeOptions(), Duration = TimeSpan.FromSeconds(1) };

    [Theory]
    [InlineData(83_000, 1_000, 1_000)]
    [InlineData(83_000, 100_000, 2_000)]
    [InlineData(12_000, 1_000, 500)]
    [InlineData(9_000, 1_000, 200)]
    [InlineData(100, 1_000, 50)]
    [InlineData(0.5, 1_000, 50)]
    public void A_rate_is_a_twentieth_of_the_capacity_rounded_down_within_its_bounds(double capacity, int highest, int rate) =>
        Assert.Equal(rate, CapacityProbe.RateOf(capacity, highest));

    [Fact]
    public async Task The_rate_follows_the_calls_that_a_clock_lets_through()
    {
        ManualClock clock = new();
        int rate = await CapacityProbe.RateAsync(Settings, 1_000, () => clock.Take(100), clock);

        // 10,000 a second.
        Assert.Equal(500, rate);
    }

    [Fact]
    public async Task A_rate_that_was_asked_for_is_taken_without_a_call()
    {
        int calls = 0;
        int rate = await CapacityProbe.RateAsync(
            Settings with
            {
                Rate = 123_456,
            },
            1_000,
            () =>
            {
                calls++;
                return ValueTask.CompletedTask;
            }
        );
        Assert.Equal((123_456, 0), (rate, calls));
    }

    [Fact]
    public async Task Shards_agree_on_the_rate_without_knowing_of_each_other() =>
        Assert.Equal(
            1_000,
            await CapacityProbe.RateAsync(Settings with { Shard = new Shard(1, 2) }, 1_000, () => throw new InvalidOperationException())
        );

    private sealed class ManualClock : TimeProvider
    {
        private long _us;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => _us;

        public ValueTask Take(long us)
        {
            _us += us;
            return ValueTask.CompletedTask;
        }
    }
}
