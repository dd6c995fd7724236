using System.Diagnostics;
using Smg.Load.Histograms;
using Smg.Load.Recording;
using Smg.Load.Scenarios;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

[Collection(LoadMachine.Name)]
public sealed class LatencyRecorderTests
{
    [Fact]
    public void Nothing_recorded_from_many_threads_is_lost()
    {
        LatencyRecorder recorder = new(separateResponse: true);
        IResponse fail = Response.Fail("x");
        Parallel.For(
            0,
            8,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            worker =>
            {
                for (int i = 0; i < 20_000; i++)
                {
                    recorder.TryRecord(0, 100, 300, i % 4 == 0 ? fail : Response.Ok());
                }
            }
        );
        (OutcomeRecord ok, OutcomeRecord failed) = recorder.Merge();
        Assert.Equal((120_000L, 40_000L), (ok.Count, failed.Count));
        Assert.Equal((120_000L, 120_000L), (ok.Service!.Count, ok.Response!.Count));
        Assert.Equal(40_000, Assert.Single(failed.Causes).Value.Count);
    }

    [Fact]
    public void Service_and_response_time_are_told_apart()
    {
        LatencyRecorder recorder = new(separateResponse: true);
        long millisecond = Stopwatch.Frequency / 1_000;
        recorder.TryRecord(0, 9 * millisecond, 10 * millisecond, Response.Ok());
        (OutcomeRecord ok, _) = recorder.Merge();
        Assert.Equal(1_000, ok.Service!.PercentileUs(50), 2.0);
        Assert.Equal(10_000, ok.Response!.PercentileUs(50), 20.0);
    }

    [Fact]
    public void A_closed_recorder_refuses_requests()
    {
        LatencyRecorder recorder = new(separateResponse: false);
        Assert.True(recorder.TryRecord(0, 0, 1, Response.Ok()));
        recorder.Close();
        Assert.False(recorder.TryRecord(0, 0, 1, Response.Ok()));
        Assert.Equal(1, recorder.Merge().Ok.Count);
    }

    [Fact]
    public void Causes_beyond_a_thousand_are_counted_together()
    {
        OutcomeRecord record = new(separateResponse: false);
        for (int i = 0; i < 1_500; i++)
        {
            record.Record($"cause {i}", null, 0, 1, 1, 1);
        }

        Assert.Equal(1_001, record.Causes.Count);
        Assert.Equal(500, record.Causes[FailCauses.Other].Count);
        Assert.Equal(1_500, record.Count);
    }

    [Fact]
    public void Latencies_beyond_the_range_count_at_its_ends()
    {
        LatencyHistogram histogram = new();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal(2, histogram.Count);
        Assert.Equal(0, histogram.PercentileUs(50), 0.01);
        Assert.Equal(600e6, histogram.PercentileUs(100), 600e6 * 0.002);
    }
}
