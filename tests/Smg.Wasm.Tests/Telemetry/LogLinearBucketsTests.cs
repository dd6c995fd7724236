using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests.Telemetry;

public sealed class LogLinearBucketsTests
{
    [Fact]
    public void Buckets_follow_each_other_without_a_gap_and_none_is_wider_than_a_32nd_of_its_times()
    {
        long next = 0;
        for (int i = 0; i < LogLinearBuckets.Count; i++)
        {
            (long from, long to) = (LogLinearBuckets.From(i), LogLinearBuckets.To(i));
            Assert.Equal(next, from);
            Assert.InRange(to - from, 0, from / 32);
            Assert.Equal(i, LogLinearBuckets.IndexOf(from));
            Assert.Equal(i, LogLinearBuckets.IndexOf(to));
            next = to + 1;
        }

        Assert.Equal(LogLinearBuckets.MaxTicks + 1, next);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_time_before_zero_counts_as_zero(long ticks) => Assert.Equal(0, LogLinearBuckets.IndexOf(ticks));

    [Fact]
    public void A_time_beyond_the_last_bucket_counts_in_it() =>
        Assert.Equal(LogLinearBuckets.Count - 1, LogLinearBuckets.IndexOf(long.MaxValue));
}
