using CsCheck;
using Smg.WasmPerf.Calibration;
using Xunit;

namespace Smg.WasmPerf.Tests.Calibration;

public sealed class StallTheoryTests
{
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(5_000, 99, 50)]
    [InlineData(5_000, 100, 100)]
    [InlineData(5_000, 98, 0)]
    [InlineData(5_000, 50, 0)]
    [InlineData(1_000, 99, 90)]
    public void A_percentile_is_what_the_requests_in_the_stall_waited(long requests, double percentile, double milliseconds) =>
        Assert.Equal(milliseconds, StallTheory.Percentile(requests, 1_000, Stall, percentile).TotalMilliseconds, 6);

    [Fact]
    public void It_is_the_percentile_of_all_waits_counted_out() =>
        Gen.Select(Gen.Int[1, 3_000], Gen.Int[10, 2_000], Gen.Int[1, 300], Gen.Double[0, 100])
            .Sample(
                (requests, rate, stallMs, percentile) =>
                {
                    double stall = stallMs / 1e3;
                    double[] waits = [.. Enumerable.Range(0, requests).Select(k => Math.Max(0, stall - ((double)k / rate))).Order()];
                    int rank = Math.Clamp((int)Math.Ceiling(requests * percentile / 100), 1, requests);
                    return Math.Abs(
                            waits[rank - 1] - StallTheory.Percentile(requests, rate, TimeSpan.FromSeconds(stall), percentile).TotalSeconds
                        ) < 1e-6;
                }
            );
}
