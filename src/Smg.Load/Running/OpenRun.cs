using System.Diagnostics;
using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.Load.Schedules;
using Smg.Load.Stats;

namespace Smg.Load.Running;

/// <summary>
/// A scenario with an arrival rate: every request starts when it is due, whatever happens to earlier ones. Where requests are frequent and
/// let their thread go at once, the pacing thread runs them (<see cref="InlinePolicy"/>); else they are handed to other threads.
/// </summary>
internal sealed class OpenRun : ScenarioRun
{
    /// <summary>Below this rate handing over every request costs less than watching those on the pacing thread.</summary>
    private const double LeastInlineRate = 1_000;

    private readonly ArrivalSchedule _warmUp;
    private readonly ArrivalSchedule _measured;
    private readonly LatencyHistogram _lateness = new();
    private readonly RequestWorkers? _workers;
    private readonly PreciseTimer _timer;
    private readonly PacingRole _role = new();
    private readonly double _meanGapUs;
    private readonly long _drainTicks;
    private IEnumerator<PlannedArrival> _plan = Enumerable.Empty<PlannedArrival>().GetEnumerator();
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
        _drainTicks = StopwatchTicks.Of(props.DrainTimeout);
        _workers = props.Workers > 0 ? new RequestWorkers(props.Workers) : null;
        bool isFrequent = _measured.HighestRatePerSecond / shard.Count >= LeastInlineRate;
        Inline = _workers is null && isFrequent ? new InlinePolicy(Stopwatch.GetTimestamp()) : null;
    }

    /// <summary>Decides whether the pacing thread runs requests; null where it never does.</summary>
    public InlinePolicy? Inline { get; }

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
        _plan = Plan().GetEnumerator();
        if (Inline is null)
        {
            Pace();
        }
        else
        {
            _role.Run(Pace);
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

    private IEnumerable<PlannedArrival> Plan()
    {
        if (Props.WarmUpDuration > TimeSpan.Zero)
        {
            foreach (double seconds in Shard.Of(_warmUp.Times()))
            {
                yield return new PlannedArrival(ArrivalKind.WarmUp, WarmUpFrom + (long)(seconds * Stopwatch.Frequency));
            }
        }

        yield return new PlannedArrival(ArrivalKind.MeasurementStart, MeasureFrom);
        foreach (double seconds in Shard.Of(_measured.Times()))
        {
            yield return new PlannedArrival(ArrivalKind.Measured, MeasureFrom + (long)(seconds * Stopwatch.Frequency));
        }
    }

    /// <summary>
    /// Starts what is planned, from where the plan was left. True at its end or when stopped, false where another thread took the role.
    /// </summary>
    private bool Pace()
    {
        while (_plan.MoveNext())
        {
            PlannedArrival arrival = _plan.Current;
            if (!_timer.WaitUntil(arrival.Tick))
            {
                return true;
            }

            if (arrival.Kind == ArrivalKind.MeasurementStart)
            {
                EnterMeasurement();
                continue;
            }

            long now = Stopwatch.GetTimestamp();
            if (IsAdmitted(arrival, now) && !TryStart(arrival, now))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Counts an arrival. False when its request does not start.</summary>
    private bool IsAdmitted(PlannedArrival arrival, long now)
    {
        if (arrival.Kind == ArrivalKind.WarmUp)
        {
            if (now >= MeasureFrom)
            {
                return false;
            }

            _arrivals++;
            return InFlight < Props.MaxInFlight;
        }

        _firstIntended ??= arrival.Tick;
        _arrivals++;
        _planned++;
        if (InFlight >= Props.MaxInFlight || now > MeasureTo + _drainTicks)
        {
            _notStarted++;
            RecordOverrun();
            return false;
        }

        _lateness.Record(now - arrival.Tick);
        _started++;
        return true;
    }

    /// <summary>Starts a request. False when it ran on this thread, and another one has taken the pacing role meanwhile.</summary>
    private bool TryStart(PlannedArrival arrival, long now)
    {
        Interlocked.Increment(ref _inFlight);
        OpenRequest request = new(this, Shard.PlaceOf(_arrivals - 1) + 1, arrival.Tick, arrival.Kind == ArrivalKind.WarmUp);
        if (Inline is not null && _role.MayRunRequests(Inline.Decide(now)))
        {
            long turn = _role.EnterRequest();
            request.Execute();
            return _role.TryLeaveRequest(turn);
        }

        if (_workers is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(request, preferLocal: false);
        }
        else
        {
            _workers.Queue(request);
        }

        return true;
    }
}
