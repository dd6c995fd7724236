using System.Diagnostics;
using Smg.Load.Recording;
using Smg.Load.Running;
using Smg.Load.Stats;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

public sealed class SecondsRecordTests
{
    private readonly OutcomeRecord _ok = new(separateResponse: false);
    private readonly OutcomeRecord _fail = new(separateResponse: false);
    private readonly SecondsRecord _seconds = new();

    [Fact]
    public void Each_second_has_what_ended_in_it_alone()
    {
        Ok(ms: 1, count: 99);
        Ok(ms: 10, count: 1);
        _seconds.Add(Snapshot(_ok), _fail, 1, isRest: false);
        Ok(ms: 5, count: 500);
        _fail.RecordUntimed("fault", 2);
        _seconds.Add(Snapshot(_ok), _fail, 0.5, isRest: false);
        _seconds.Add(Snapshot(_ok), _fail, 1, isRest: false);

        Assert.Equal(
            [(1, 100, 0, 100.0), (2, 500, 2, 1000.0), (3, 0, 0, 0.0)],
            _seconds.Seconds.Select(second => (second.Second, (int)second.OkCount, (int)second.FailCount, second.RatePerSecond))
        );
        Assert.InRange(_seconds.Seconds[0].P50Us, 999, 1001);
        Assert.InRange(_seconds.Seconds[1].P99Us, 4995, 5005);
        Assert.Equal([double.NaN, double.NaN], [_seconds.Seconds[0].P99Us, _seconds.Seconds[2].P50Us]);
    }

    [Fact]
    public void A_short_rest_belongs_to_the_second_before_it()
    {
        Ok(ms: 1, count: 100);
        _seconds.Add(Snapshot(_ok), _fail, 1, isRest: false);
        Ok(ms: 2, count: 1_000);
        _seconds.Add(Snapshot(_ok), _fail, 1, isRest: false);
        Ok(ms: 9, count: 100);
        _seconds.Add(Snapshot(_ok), _fail, 0.1, isRest: true);

        Assert.Equal(2, _seconds.Seconds.Count);
        LoadSecond last = _seconds.Seconds[1];
        Assert.Equal((1_100, 1_000.0), (last.OkCount, Math.Round(last.RatePerSecond)));
        Assert.InRange(last.P99Us, 8990, 9010);
    }

    private void Ok(double ms, int count)
    {
        for (int i = 0; i < count; i++)
        {
            long ticks = (long)(ms * Stopwatch.Frequency / 1000);
            _ok.Record("ok", null, 0, ticks, ticks, ticks);
        }
    }

    /// <summary>What a recorder merges is a copy: it does not change any more.</summary>
    private static OutcomeRecord Snapshot(OutcomeRecord record)
    {
        OutcomeRecord copy = new(separateResponse: false);
        copy.Add(record);
        return copy;
    }
}
