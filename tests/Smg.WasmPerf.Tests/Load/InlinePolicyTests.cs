using System.Diagnostics;
using Smg.Load.Running;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

public sealed class InlinePolicyTests
{
    private const int Rate = 10_000;
    private static readonly long Gap = Stopwatch.Frequency / Rate;
    private static readonly long Microsecond = Stopwatch.Frequency / 1_000_000;

    private readonly InlinePolicy _policy;
    private int _collections;
    private long _now;

    public InlinePolicyTests() => _policy = new InlinePolicy(0, () => _collections);

    [Fact]
    public void Short_requests_run_on_the_pacing_thread_after_50_ms()
    {
        Assert.Equal(0, CountInline(Rate / 21, 5));
        Assert.InRange(CountInline(Rate, 5), Rate - (Rate / 8), Rate);
    }

    [Theory]
    [InlineData(18, true)]
    [InlineData(25, false)]
    public void Requests_that_take_more_than_a_fifth_of_the_time_are_handed_over(int microseconds, bool isInline)
    {
        CountInline(Rate, microseconds);
        Assert.Equal(isInline, _policy.IsInline);
    }

    [Fact]
    public void Requests_that_slow_down_are_handed_over_at_three_tenths_of_the_time()
    {
        CountInline(Rate, 5);
        CountInline(Rate, 25);
        Assert.True(_policy.IsInline);
        CountInline(Rate, 35);
        Assert.False(_policy.IsInline);
    }

    [Fact]
    public void A_long_request_ends_it_at_once_and_each_relapse_for_twice_as_long()
    {
        CountInline(Rate, 5);
        long[] handedOver = [Relapse(), Relapse(), Relapse()];
        Assert.InRange(handedOver[0], Rate / 20, Rate * 1.1 / 20);
        Assert.InRange(handedOver[1], handedOver[0] * 1.9, handedOver[0] * 2.1);
        Assert.InRange(handedOver[2], handedOver[1] * 1.9, handedOver[1] * 2.1);
    }

    [Fact]
    public void A_long_request_in_which_garbage_was_collected_does_not_end_it()
    {
        CountInline(Rate, 5);
        _collections++;
        Assert.Equal(1, CountInline(1, 400));
        Assert.Equal(100, CountInline(100, 5));
        CountInline(1, 400);
        Assert.Equal(0, CountInline(100, 5));
    }

    [Fact]
    public void A_long_request_that_lost_its_processor_and_did_not_wait_does_not_end_it()
    {
        CountInline(Rate, 5);
        Assert.Equal(1, CountInline(1, 4_000, blocks: false));
        Assert.Equal(1_000, CountInline(1_000, 5));
    }

    [Fact]
    public void Requests_that_keep_their_threads_are_handed_over()
    {
        for (int i = 0; i < Rate; i++)
        {
            _now += Gap;
            Assert.False(_policy.Decide(_now));
        }
    }

    /// <summary>Runs requests at a constant rate; returns how many of them the pacing thread runs.</summary>
    private int CountInline(int requests, int microseconds, bool blocks = true)
    {
        int count = 0;
        for (int i = 0; i < requests; i++)
        {
            _now += Gap;
            count += _policy.Decide(_now) ? 1 : 0;
            _policy.RequestLetGo(microseconds * Microsecond, blocks ? null : long.MaxValue);
        }

        return count;
    }

    private long Relapse()
    {
        Assert.True(_policy.IsInline);
        CountInline(1, 300);
        long handedOver = 0;
        while (CountInline(1, 5) == 0)
        {
            handedOver++;
        }

        return handedOver;
    }
}
