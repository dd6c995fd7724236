using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using CsCheck;
using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Results;
using Xunit;
using static Smg.WasmPerf.Tests.Load.LoadTest;

namespace Smg.WasmPerf.Tests.Load;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void What_is_encoded_is_decoded_without_loss() =>
        Gen.Long[0, 700_000_000_000]
            .Array[0, 200]
            .Sample(
                latencies =>
                {
                    LatencyHistogram histogram = Of(latencies);
                    LatencyHistogram read = LatencyHistogram.Decode(histogram.Encode());

                    Assert.Equal(histogram.Summarise(), read.Summarise());
                    Assert.Equal(histogram.Spectrum(), read.Spectrum());
                    Assert.Equal(histogram.Encode(), read.Encode());
                },
                iter: 50
            );

    [Fact]
    public void The_sum_of_two_is_the_histogram_of_all() =>
        Gen.Select(Gen.Long[0, 5_000_000].Array[0, 200], Gen.Long[0, 90_000_000_000].Array[0, 200])
            .Sample(
                (first, second) =>
                {
                    LatencyHistogram sum = LatencyHistogram.Decode(Of(first).Encode());
                    sum.Add(LatencyHistogram.Decode(Of(second).Encode()));

                    Assert.Equal(Of([.. first, .. second]).Encode(), sum.Encode());
                },
                iter: 50
            );

    [Fact]
    public void An_encoding_of_another_unit_or_precision_or_with_fewer_counts_is_refused()
    {
        EncodedHistogram good = Of([1, 2, 3]).Encode();

        Assert.Contains("units", Message(good with { UnitNs = 100 }), StringComparison.Ordinal);
        Assert.Contains("digits", Message(good with { SignificantDigits = 2 }), StringComparison.Ordinal);
        Assert.Contains("do not add up", Message(good with { Count = 4 }), StringComparison.Ordinal);
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
        ScenarioStats stats = Run(
            Scenario
                .Create("row", (IScenarioContext context) => Response.Ok(customLatencyMs: context.InvocationNumber))
                .WithoutWarmUp()
                .WithLoadSimulations(Simulation.Inject(1_000, Second, Ms(200)))
        );
        LoadResult row = stats.ToLoadResult("", new Dictionary<string, string>());

        Assert.Equal(200, row.ServiceTimeHistogram!.Count);
        Assert.Equal(row.ServiceTime, LatencyHistogram.Decode(row.ServiceTimeHistogram).Report());
        Assert.Equal(row.ResponseTime, LatencyHistogram.Decode(row.ResponseTimeHistogram!).Report());
        Assert.Equal(row.Spectrum, LatencyHistogram.Decode(row.ResponseTimeHistogram!).Spectrum());
        Assert.NotEqual(row.ServiceTimeHistogram, row.ResponseTimeHistogram);
    }

    [Fact]
    public void A_percentile_is_the_smallest_value_that_so_many_percent_do_not_exceed() =>
        Gen.Select(Gen.Long[0, 2_000].Array[1, 300], Gen.Int[0, 8])
            .Sample(
                (latencies, which) =>
                {
                    double percentile = new[] { 0, 1, 50, 75, 90, 95, 99, 99.9, 100 }[which];
                    // Up to 2047 the histogram is exact.
                    long[] sorted = [.. latencies.Order()];
                    int rank = Math.Max(1, (int)Math.Ceiling((decimal)percentile / 100 * sorted.Length));
                    Assert.Equal(sorted[rank - 1], Of(latencies).PercentileUs(percentile) * Stopwatch.Frequency / 1e6, 1e-6);
                },
                iter: 500
            );

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(99, 3)]
    [InlineData(100, 4)]
    [InlineData(499, 4)]
    [InlineData(500, 5)]
    [InlineData(5_000, 6)]
    public void A_row_has_only_the_percentiles_above_which_five_latencies_lie(int count, int percentiles)
    {
        LatencySummary row = Of([.. Enumerable.Range(1, count).Select(i => (long)i)]).Report();
        double[] all = [row.P50Us, row.P75Us, row.P90Us, row.P95Us, row.P99Us, row.P999Us];
        Assert.Equal(
            [.. Enumerable.Repeat(true, percentiles), .. Enumerable.Repeat(false, all.Length - percentiles)],
            all.Select(double.IsFinite)
        );
        Assert.Equal(count, row.MaxUs * Stopwatch.Frequency / 1e6, 0.001 * count);
    }

    [Fact]
    public void An_encoding_is_a_complete_stream_of_any_size_with_the_header_that_other_libraries_read()
    {
        // Every value of every magnitude: far more than 8 KiB.
        LatencyHistogram large = new();
        Random random = new(1);
        for (int i = 0; i < 100_000; i++)
        {
            large.Record((long)Math.Exp(random.NextDouble() * 27), random.Next(1, 1_000));
        }

        byte[] bytes = Convert.FromBase64String(large.Encode().Data);
        Assert.InRange(bytes.Length, 16_384, 1_000_000);
        Assert.Equal(0x1c849314, BinaryPrimitives.ReadInt32BigEndian(bytes));
        Assert.Equal(bytes.Length - 8, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)));
        using ZLibStream zlib = new(new MemoryStream(bytes, 8, bytes.Length - 8), CompressionMode.Decompress);
        using MemoryStream plain = new();
        zlib.CopyTo(plain);
        byte[] header = plain.ToArray();
        Assert.Equal(0x1c849313, BinaryPrimitives.ReadInt32BigEndian(header));
        Assert.Equal(header.Length - 40, BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        Assert.Equal(3, BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(12)));
        Assert.Equal(large.Summarise(), LatencyHistogram.Decode(large.Encode()).Summarise());
    }

    [Fact]
    public void A_stream_without_its_end_is_refused()
    {
        EncodedHistogram good = Of([1, 2, 3]).Encode();
        byte[] data = Convert.FromBase64String(good.Data);
        Assert.Contains(
            "damaged",
            Message(good with { Data = Convert.ToBase64String(data, 0, data.Length - 1) }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "damaged",
            Message(good with { Data = Convert.ToBase64String(data, 0, data.Length - 4) }),
            StringComparison.Ordinal
        );
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

    private static string Message(EncodedHistogram encoded) =>
        Assert.Throws<FormatException>(() => LatencyHistogram.Decode(encoded)).Message;

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
