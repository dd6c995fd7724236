using System.Diagnostics;

namespace Smg.WasmPerf.Load;

/// <summary>A scenario with an arrival rate: its thread starts every request when it is due, whatever became of earlier ones.</summary>
internal sealed class OpenRun : ScenarioRun
{
    private const double LeastAchieved = 0.98;

    private readonly ArrivalSchedule _warmUp;
    private readonly ArrivalSchedule _measured;
    private readonly LatencyHistogram _lateness = new();
    private readonly RequestWorkers? _workers;
    private readonly PreciseTimer _timer;
    private readonly long _tolerance;
    private int _inFlight;
    private long _arrivals;
    private long _planned;
    private long _onTime;
    private long _started;
    private bool _overrun;
    private long? _firstIntended;

    /// <summary>A run that has not begun.</summary>
    public OpenRun(ScenarioProps props, Shard shard, CancellationToken cancellation)
        : base(props, shard, cancellation)
    {
        _warmUp = ArrivalSchedule.OfWarmUp(props.LoadSimulations, props.Arrivals, props.WarmUpDuration);
        _measured = ArrivalSchedule.Of(props.LoadSimulations, props.Arrivals);
        double meanInterval = 1 / Math.Max(1e-3, _measured.MeanRatePerSecond / shard.Count);
        _timer = new PreciseTimer(Stop, meanInterval);
        _tolerance = (long)(Math.Max(1e-3, meanInterval / 10) * Stopwatch.Frequency);
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
    protected override ScenarioStats Complete(ScenarioStats stats) => stats with
    {
        TargetRatePerSecond = _measured.MeanRatePerSecond / Shard.Count,
        ArrivalCount = _planned,
        DispatchLateness = _lateness.Summarise(),
        GeneratorLimited = _overrun
            || _lateness.PercentileUs(99) > _tolerance * 1e6 / Stopwatch.Frequency
            || _onTime < LeastAchieved * _planned,
    };

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
        long lastOnTime = MeasureTo + _tolerance;
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
                _overrun = true;
                RecordOverrun();
                continue;
            }

            _lateness.Record(now - intended);
            _onTime += now <= lastOnTime ? 1 : 0;
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
