using System.Diagnostics;
using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.Load.Schedules;
using Smg.Load.Stats;

namespace Smg.Load.Running;

/// <summary>A scenario with an arrival rate: its thread starts every request when it is due, whatever became of earlier ones.</summary>
internal sealed class OpenRun : ScenarioRun
{
    private readonly ArrivalSchedule _warmUp;
    private readonly ArrivalSchedule _measured;
    private readonly LatencyHistogram _lateness = new();
    private readonly RequestWorkers? _workers;
    private readonly PreciseTimer _timer;
    private readonly double _meanGapUs;
    private int _inFlight;
    private long _arrivals;
    private long _planned;
    private long _started;
    private long _notStarted;
    private long? _firstIntended;

    /// <summary>A run that has not begun.</summary>
    public OpenRun(ScenarioProps props, Shard shard, CancellationToken cancellation)
        : base(props, shard, cancellation)
    {
        _warmUp = ArrivalSchedule.OfWarmUp(props.LoadSimulations, props.Arrivals, props.WarmUpDuration);
        _measured = ArrivalSchedule.Of(props.LoadSimulations, props.Arrivals);
        double meanInterval = 1 / Math.Max(1e-3, _measured.MeanRatePerSecond / shard.Count);
        _timer = new PreciseTimer(Stop, meanInterval);
        _meanGapUs = meanInterval * 1e6;
        _workers = props.Workers > 0 ? new RequestWorkers(props.Workers) : null;
    }

    /// <inheritdoc/>
    protected override int InFlight => Volatile.Read(ref _inFlight);

    /// <inheritdoc/>
    protected override long StartedCount => _started;

    /// <inheritdoc/>
    protected override long? FirstIntended => _firstIntended;

    /// <summary>Counts a request that ended.</summary>
    public void RequestEnded() => Interlocked.Decrement(ref _inFlight);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _workers?.End();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void Generate()
    {
        if (Props.WarmUpDuration > TimeSpan.Zero)
        {
            DispatchWarmUp();
        }

        if (_timer.WaitUntil(MeasureFrom))
        {
            EnterMeasurement();
            DispatchMeasured();
        }
    }

    /// <inheritdoc/>
    protected override ScenarioStats Complete(ScenarioStats stats)
    {
        LatencySummary lateness = _lateness.Summarise();

        // Of a row with a limit, what is claimed is on which side of it the p99 is.
        double claimedUs = Math.Max(stats.ResponseTime.P99Us, Props.Thresholds.Min(threshold => threshold.MaxP99Us) ?? 0);
        double allowedUs = LatenessLimit.AllowedUs(Props.MaxLateness, _meanGapUs, claimedUs);
        ScenarioStats all = stats with
        {
            TargetRatePerSecond = _measured.MeanRatePerSecond / Shard.Count,
            ArrivalCount = _planned,
            DispatchLateness = lateness,
            DispatchLatenessHistogram = _lateness.Encode(),
            AllowedLatenessUs = allowedUs,
        };
        return all.Limited(LatenessLimit.Judge(lateness.P99Us, allowedUs, _notStarted));
    }

    private void DispatchWarmUp()
    {
        foreach (double seconds in Shard.Of(_warmUp.Times()))
        {
            long intended = WarmUpFrom + (long)(seconds * Stopwatch.Frequency);
            if (!_timer.WaitUntil(intended) || Stopwatch.GetTimestamp() >= MeasureFrom)
            {
                return;
            }

            _arrivals++;
            if (InFlight < Props.MaxInFlight)
            {
                StartRequest(intended, isWarmUp: true);
            }
        }
    }

    private void DispatchMeasured()
    {
        long giveUp = MeasureTo + Ticks(Props.DrainTimeout);
        foreach (double seconds in Shard.Of(_measured.Times()))
        {
            long intended = MeasureFrom + (long)(seconds * Stopwatch.Frequency);
            if (!_timer.WaitUntil(intended))
            {
                return;
            }

            long now = Stopwatch.GetTimestamp();
            _firstIntended ??= intended;
            _arrivals++;
            _planned++;
            if (InFlight >= Props.MaxInFlight || now > giveUp)
            {
                _notStarted++;
                RecordOverrun();
                continue;
            }

            _lateness.Record(now - intended);
            _started++;
            StartRequest(intended, isWarmUp: false);
        }
    }

    private void StartRequest(long intended, bool isWarmUp)
    {
        Interlocked.Increment(ref _inFlight);
        OpenRequest request = new(this, Shard.PlaceOf(_arrivals - 1) + 1, intended, isWarmUp);
        if (_workers is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(request, preferLocal: false);
        }
        else
        {
            _workers.Queue(request);
        }
    }
}
