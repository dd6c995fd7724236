using CsCheck;
using Smg.WasmPerf.Load;
using Smg.WasmPerf.Results;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void What_is_encoded_is_decoded_without_loss() =>
        Gen.Long[0, 700_000_000_000].Array[0, 200].Sample(
            latencies =>
            {
                LatencyHistogram histogram = Of(latencies);
                LatencyHistogram read = LatencyHistogram.Decode(histogram.Encode());

                Assert.Equal(histogram.Summarise(), read.Summarise());
                Assert.Equal(histogram.Spectrum(), read.Spectrum());
                Assert.Equal(histogram.Encode(), read.Encode());
            },
            iter: 50);

    [Fact]
    public void The_sum_of_two_is_the_histogram_of_all() =>
        Gen.Select(Gen.Long[0, 5_000_000].Array[0, 200], Gen.Long[0, 90_000_000_000].Array[0, 200]).Sample(
            (first, second) =>
            {
                LatencyHistogram sum = LatencyHistogram.Decode(Of(first).Encode());
                sum.Add(LatencyHistogram.Decode(Of(second).Encode()));

                Assert.Equal(Of([.. first, .. second]).Encode(), sum.Encode());
            },
            iter: 50);

    [Fact]
    public void An_encoding_of_another_unit_or_precision_or_with_fewer_counts_is_refused()
    {
        EncodedHistogram good = Of([1, 2, 3]).Encode();

        Assert.Contains("units", Message(good with { UnitNs = 100 }), StringComparison.Ordinal);
        Assert.Contains("digits", Message(good with { SignificantDigits = 2 }), StringComparison.Ordinal);
        Assert.Contains("lost", Message(good with { Count = 4 }), StringComparison.Ordinal);
        Assert.Contains("damaged", Message(good with { Data = "no base64!" }), StringComparison.Ordinal);
        Assert.Contains("damaged", Message(good with { Data = "" }), StringComparison.Ordinal);
        Assert.Contains("damaged", Message(good with { Data = Convert.ToBase64String(new byte[100]) }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_or_altered_encoding_never_gives_other_counts_than_it_says()
    {
        EncodedHistogram good = Of([.. Enumerable.Range(0, 1_000).Select(i => (long)i * i * i)]).Encode();
        byte[] data = Convert.FromBase64String(good.Data);
        for (int length = 0; length < data.Length; length += 7)
        {
            string cut = Convert.ToBase64String(data, 0, length);
            Assert.True(IsRefusedOrWhole(good with { Data = cut }), $"{length} of {data.Length} bytes");
        }

        for (int i = 0; i < data.Length; i += 11)
        {
            byte[] altered = [.. data];
            altered[i] ^= 0x40;
            Assert.True(IsRefusedOrWhole(good with { Data = Convert.ToBase64String(altered) }), $"byte {i}");
        }
    }

    [Fact]
    public void A_row_carries_the_histograms_that_its_percentiles_are_of()
    {
        ScenarioStats stats = Run(Scenario.Create("row", (IScenarioContext context) => Response.Ok(customLatencyMs: context.InvocationNumber))
            .WithoutWarmUp().WithLoadSimulations(Simulation.Inject(1_000, Second, Ms(200))));
        LoadResult row = stats.ToLoadResult("", new Dictionary<string, string>());

        Assert.Equal(200, row.ServiceTimeHistogram!.Count);
        Assert.Equal(row.ServiceTime, LatencyHistogram.Decode(row.ServiceTimeHistogram).Summarise());
        Assert.Equal(row.ResponseTime, LatencyHistogram.Decode(row.ResponseTimeHistogram!).Summarise());
        Assert.Equal(row.Spectrum, LatencyHistogram.Decode(row.ResponseTimeHistogram!).Spectrum());
        Assert.NotEqual(row.ServiceTimeHistogram, row.ResponseTimeHistogram);
    }

    private static LatencyHistogram Of(IEnumerable<long> latencies)
    {
        LatencyHistogram histogram = new();
        foreach (long ticks in latencies)
        {
            histogram.Record(ticks);
        }

        return histogram;
    }

    private static string Message(EncodedHistogram encoded) => Assert.Throws<FormatException>(() => LatencyHistogram.Decode(encoded)).Message;

    private static bool IsRefusedOrWhole(EncodedHistogram encoded)
    {
        try
        {
            return LatencyHistogram.Decode(encoded).Count == encoded.Count;
        }
        catch (FormatException)
        {
            return true;
        }
    }
}
