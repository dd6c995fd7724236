using System.Diagnostics;
using Smg.Load.Scenarios;
using Smg.Load.Schedules;
using Smg.Load.Stats;

namespace Smg.Load.Running;

/// <summary>A scenario with a number of callers: its thread only sets how many there are.</summary>
internal sealed class ClosedRun : ScenarioRun
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(10);

    private readonly CopySchedule _schedule;
    private readonly ScenarioCopy[] _copies;
    private int _target;
    private int _running;
    private bool _isOverdue;

    /// <summary>A run that has not begun.</summary>
    public ClosedRun(ScenarioProps props, Shard shard, CancellationToken cancellation)
        : base(props, shard, cancellation)
    {
        _schedule = new CopySchedule(props.LoadSimulations);
        _copies = new ScenarioCopy[shard.ShareOf(_schedule.MostCopies)];
        for (int i = 0; i < _copies.Length; i++)
        {
            _copies[i] = new ScenarioCopy(this, i);
        }
    }

    /// <inheritdoc/>
    protected override int InFlight => Volatile.Read(ref _running);

    /// <inheritdoc/>
    protected override long StartedCount => _copies.Sum(copy => copy.StartedCount);

    /// <inheritdoc/>
    protected override long? FirstIntended =>
        _copies.Select(copy => copy.FirstStart).DefaultIfEmpty(long.MaxValue).Min() is var first && first < long.MaxValue ? first : null;

    /// <summary>Whether a copy may start a request at a Stopwatch tick.</summary>
    public bool MayStart(int number, long tick) =>
        number < Volatile.Read(ref _target)
        && !IsStopping
        && (tick < MeasureTo || (Volatile.Read(ref _isOverdue) && _copies[number].StartedCount == 0));

    /// <summary>Counts a copy that begins to loop.</summary>
    public void CopyStarted() => Interlocked.Increment(ref _running);

    /// <summary>Counts a copy that loops no more.</summary>
    public void CopyEnded() => Interlocked.Decrement(ref _running);

    /// <inheritdoc/>
    protected override void Generate()
    {
        PreciseTimer timer = new(Stop, LongestStep.TotalSeconds);
        long next = WarmUpFrom;
        while (timer.WaitUntil(next) && next < MeasureTo)
        {
            long now = Stopwatch.GetTimestamp();
            next = SetCopies(now);
        }

        AwaitFirst();
        Volatile.Write(ref _target, 0);
    }

    /// <inheritdoc/>
    protected override ScenarioStats Complete(ScenarioStats stats) => stats;

    /// <summary>
    /// Waits for a first counted request where none could start in time, because the machine let no caller run or a warm-up request lasted
    /// longer than the measurement: a row of one late request says more than an empty one. It waits no longer than a run drains.
    /// </summary>
    private void AwaitFirst()
    {
        long until = Stopwatch.GetTimestamp() + StopwatchTicks.Of(Props.DrainTimeout);
        Volatile.Write(ref _isOverdue, true);
        while (_target > 0 && StartedCount == 0 && Stopwatch.GetTimestamp() < until && !Stop.Wait(LongestStep))
        {
            foreach (ScenarioCopy copy in _copies.AsSpan(0, _target))
            {
                copy.EnsureRunning();
            }
        }
    }

    // Sets the copies for a moment and returns the tick at which to look again.
    private long SetCopies(long now)
    {
        bool warmUp = now < MeasureFrom;
        TimeSpan moment = warmUp ? TimeSpan.Zero : Stopwatch.GetElapsedTime(MeasureFrom, now);
        int target = Shard.ShareOf(warmUp ? _schedule.WarmUpCopies ?? 0 : _schedule.CopiesAt(moment));
        Volatile.Write(ref _target, target);
        for (int i = 0; i < target; i++)
        {
            _copies[i].EnsureRunning();
        }

        if (!warmUp)
        {
            EnterMeasurement();
        }

        long boundary = warmUp ? MeasureFrom : MeasureFrom + StopwatchTicks.Of(_schedule.NextBoundary(moment));
        return Math.Min(boundary, now + StopwatchTicks.Of(LongestStep));
    }
}
