using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Scheduling;

namespace Smg.Wasm.Tests.Scheduling;

public sealed class LaneTests
{
    private static readonly ExecutionResult Continue = new(MiddlewareAction.Continue);
    private static readonly ExecutionResult Cancelled = new(new ExecutionFailure("m", FailureStage.Call, FailureCause.Cancelled, ""));
    private static readonly long Ms = Stopwatch.Frequency / 1000;
    private readonly ModuleQueueTable _lanes = new(TimeSpan.FromMilliseconds(20));

    [Fact]
    public void A_lane_is_quick_from_its_first_short_call_until_a_long_one()
    {
        ModuleQueue lane = _lanes.Find(Guests.Continues);
        long now = Stopwatch.GetTimestamp();
        Assert.False(lane.IsQuick);
        lane.OnEnded(19 * Ms, now, Cancelled);
        Assert.False(lane.IsQuick);
        lane.OnEnded(19 * Ms, now, Continue);
        Assert.True(lane.IsQuick);
        lane.OnEnded(19 * Ms, now, Cancelled);
        Assert.True(lane.IsQuick);
        lane.OnEnded(21 * Ms, now, Cancelled);
        Assert.False(lane.IsQuick);
    }

    [Fact]
    public void After_a_long_call_the_lane_stays_slow_for_four_times_as_long()
    {
        ModuleQueue lane = _lanes.Find(Guests.Continues);
        long now = Stopwatch.GetTimestamp();
        lane.OnEnded(100 * Ms, now, Continue);
        lane.OnEnded(1 * Ms, now + (399 * Ms), Continue);
        Assert.False(lane.IsQuick);
        lane.OnEnded(1 * Ms, now + (400 * Ms), Continue);
        Assert.True(lane.IsQuick);
    }

    [Fact]
    public void A_call_that_still_runs_makes_its_lane_slow_at_a_tick()
    {
        ModuleQueue lane = _lanes.Find(Guests.Continues);
        lane.OnEnded(1 * Ms, Stopwatch.GetTimestamp(), Continue);
        using ExecutionSlot slot = new(new IdleExecutor());
        slot.Assign(lane);
        slot.Check(Stopwatch.GetTimestamp() + (100 * Ms));

        // The component is being compiled: the guest's time does not run.
        Assert.True(lane.IsQuick);
        long started = slot.Executor.Clock.Start();
        slot.Check(started + (19 * Ms));
        Assert.True(lane.IsQuick);
        slot.Check(started + (21 * Ms));
        Assert.False(lane.IsQuick);
    }

    [Fact]
    public void An_unknown_lane_has_one_call_on_trial_at_a_time_and_a_slow_one_none()
    {
        ModuleQueue lane = _lanes.Find(Guests.Continues);
        Assert.True(lane.TryBeginTrial());
        Assert.False(lane.TryBeginTrial());
        lane.EndTrial();
        Assert.True(lane.TryBeginTrial());
        lane.EndTrial();
        lane.OnEnded(10_000 * Ms, Stopwatch.GetTimestamp(), Continue);
        Assert.False(lane.TryBeginTrial());
    }

    [Fact]
    public void Modules_of_the_same_bytes_and_settings_share_a_lane()
    {
        WasmModule same = WasmModule.FromBytes("same", Guests.Continues.Bytes);
        WasmModule other = same.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 5 });
        Assert.Same(_lanes.Find(Guests.Continues), _lanes.Find(same));
        Assert.NotSame(_lanes.Find(same), _lanes.Find(other));
        Assert.NotSame(_lanes.Find(same), _lanes.Find(Guests.Rejects));
    }

    [Fact]
    public void The_table_knows_who_was_called_lately_and_forgets_who_was_not()
    {
        long start = Stopwatch.GetTimestamp();
        ModuleQueue quick = _lanes.Find(Guests.Continues);
        Assert.False(_lanes.HasSeveral);
        quick.OnEnded(1, start, Continue);
        _ = _lanes.Find(Guests.LoopsForever);
        Assert.True(_lanes.HasSeveral);
        Assert.True(_lanes.HasQuick);

        _lanes.Tick(start + (11_000 * Ms));
        Assert.False(_lanes.HasSeveral);
        Assert.False(_lanes.HasQuick);
        Assert.Same(quick, _lanes.Find(Guests.Continues));
        Assert.True(_lanes.HasQuick);
        Assert.False(_lanes.HasSeveral);

        _lanes.Tick(start + (700_000 * Ms));
        Assert.Equal(0, _lanes.Count);
        Assert.False(_lanes.Find(Guests.Continues).IsQuick);
    }
}
