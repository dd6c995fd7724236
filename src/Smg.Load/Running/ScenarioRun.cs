using System.Diagnostics;
using Smg.Load.Histograms;
using Smg.Load.Recording;
using Smg.Load.Scenarios;
using Smg.Load.Stats;

namespace Smg.Load.Running;

/// <summary>One scenario under load, from its first request to the last one's end.</summary>
internal abstract class ScenarioRun : IDisposable
{
    private static readonly TimeSpan CancelledDrain = TimeSpan.FromSeconds(5);

    private readonly Lock _entrance = new();
    private readonly TaskCompletionSource<ScenarioStats> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _requests = new();
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly ThresholdWatch _watch;
    private Exception? _fault;
    private string? _stopReason;
    private long _failCount;
    private int _phase;

    protected ScenarioRun(ScenarioProps props, Shard shard, CancellationToken cancellation)
    {
        Props = props;
        Shard = shard;
        Recorder = new LatencyRecorder(props.IsOpen);
        RequestToken = _requests.Token;
        _watch = new ThresholdWatch(this);
        _cancellation = cancellation;
        _registration = cancellation.UnsafeRegister(static run => ((ScenarioRun)run!).Cancel(), this);
    }

    /// <summary>The scenario.</summary>
    public ScenarioProps Props { get; }

    /// <summary>The part of its load that this run makes.</summary>
    public Shard Shard { get; }

    /// <summary>Where counted requests are recorded.</summary>
    public LatencyRecorder Recorder { get; }

    /// <summary>Where counted requests' steps are recorded.</summary>
    public StepRecorders Steps { get; } = new();

    /// <summary>The scenario's own metrics.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>What the requests' contexts hand out.</summary>
    public CancellationToken RequestToken { get; }

    /// <summary>The scenario's outcome; faulted when the engine itself failed.</summary>
    public Task<ScenarioStats> Completion => _completion.Task;

    /// <summary>Where the run is.</summary>
    public LoadPhase Phase
    {
        get => (LoadPhase)Volatile.Read(ref _phase);
        private set => Volatile.Write(ref _phase, (int)value);
    }

    /// <summary>The Stopwatch tick at which the warm-up begins.</summary>
    public long WarmUpFrom { get; private set; }

    /// <summary>The Stopwatch tick from which on requests count.</summary>
    public long MeasureFrom { get; private set; }

    /// <summary>The Stopwatch tick from which on no request starts.</summary>
    public long MeasureTo { get; private set; }

    /// <summary>Set when no further request may start.</summary>
    protected ManualResetEventSlim Stop { get; } = new(false, 0);

    /// <summary>True when no further request may start.</summary>
    public bool IsStopping => Stop.IsSet;

    /// <summary>Requests, or copies, that have not ended.</summary>
    protected abstract int InFlight { get; }

    /// <summary>Counted requests that were started.</summary>
    protected abstract long StartedCount { get; }

    /// <summary>The first counted request's intended start in Stopwatch ticks; null when there was none.</summary>
    protected abstract long? FirstIntended { get; }

    /// <summary>Loads the scenario on its own thread.</summary>
    /// <param name="measureFrom">The Stopwatch tick at which the measurement begins; the warm-up ends there.</param>
    public void Start(long measureFrom)
    {
        MeasureFrom = measureFrom;
        MeasureTo = measureFrom + StopwatchTicks.Of(Props.Planned);
        WarmUpFrom = measureFrom - StopwatchTicks.Of(Props.WarmUpDuration);
        _watch.Start();
        LoadThread.Start("pace", RunToEnd);
    }

    /// <summary>Starts no further requests.</summary>
    public void StopScenario(string reason)
    {
        _ = Interlocked.CompareExchange(ref _stopReason, reason, null);
        Stop.Set();
    }

    /// <summary>Ends the run because the engine itself failed.</summary>
    public void Abort(Exception exception)
    {
        _ = Interlocked.CompareExchange(ref _fault, exception, null);
        Stop.Set();
    }

    /// <summary>Records a counted request. All times are Stopwatch ticks.</summary>
    public void Record(long intended, long start, long end, IResponse response)
    {
        if (Recorder.TryRecord(intended, start, end, response) && response.IsError)
        {
            CountFailure();
        }
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        // The requests' token source and the event stay usable: a request that never ended may still hold them.
        _registration.Dispose();
    }

    /// <summary>Starts requests until the schedule's end or until stopped.</summary>
    protected abstract void Generate();

    /// <summary>Adds what the model knows to the outcome.</summary>
    protected abstract ScenarioStats Complete(ScenarioStats stats);

    /// <summary>Counts an arrival that was not started.</summary>
    protected void RecordOverrun()
    {
        Recorder.RecordUntimed(FailCauses.GeneratorOverrun, 1);
        CountFailure();
    }

    /// <summary>
    /// Says that requests count from now on. Whoever starts the first of them does, from any thread: the metrics begin with the requests.
    /// </summary>
    internal void EnterMeasurement()
    {
        lock (_entrance)
        {
            if (Phase == LoadPhase.WarmUp)
            {
                foreach (Metric metric in Metrics)
                {
                    metric.Reset();
                }

                Phase = LoadPhase.Measured;
            }
        }
    }

    private void CountFailure()
    {
        if (Interlocked.Increment(ref _failCount) >= Props.MaxFailCount)
        {
            StopScenario($"{Props.MaxFailCount} failures");
        }
    }

    private void Cancel()
    {
        Stop.Set();
        _requests.Cancel();
    }

    private void RunToEnd()
    {
        try
        {
            Phase = Props.WarmUpDuration > TimeSpan.Zero ? LoadPhase.WarmUp : LoadPhase.Measured;
            Generate();
            _watch.End();
            Phase = LoadPhase.Drain;
            long unfinished = Drain();
            ScenarioStats stats = Summarise(unfinished);
            Phase = LoadPhase.Done;
            if (_fault is not null)
            {
                _completion.SetException(_fault);
            }
            else
            {
                _completion.SetResult(stats);
            }
        }
        catch (Exception exception)
        {
            Stop.Set();
            _completion.TrySetException(exception);
        }
        finally
        {
            _watch.End();
        }
    }

    private long Drain()
    {
        long since = Stopwatch.GetTimestamp();
        while (
            InFlight > 0 && Stopwatch.GetElapsedTime(since) < (_cancellation.IsCancellationRequested ? CancelledDrain : Props.DrainTimeout)
        )
        {
            Thread.Sleep(1);
        }

        // Closing first makes the count exact: a request that ends from now on is unfinished.
        Recorder.Close();
        (OutcomeRecord ok, OutcomeRecord fail) = Recorder.Merge();
        long overruns = fail.Causes.TryGetValue(FailCauses.GeneratorOverrun, out CauseCount? count) ? count.Count : 0;
        long unfinished = StartedCount - (ok.Count + fail.Count - overruns);
        if (InFlight > 0)
        {
            _requests.Cancel();
        }

        return unfinished;
    }

    private ScenarioStats Summarise(long unfinished)
    {
        if (unfinished > 0)
        {
            Recorder.RecordUntimed(FailCauses.Unfinished, unfinished);
        }

        (OutcomeRecord ok, OutcomeRecord fail) = Recorder.Merge();
        long lastEnd = Math.Max(ok.LastEnd, fail.LastEnd);
        double seconds = FirstIntended is { } first && lastEnd > first ? (double)(lastEnd - first) / Stopwatch.Frequency : 0;
        LatencyHistogram service = ok.Service ?? new LatencyHistogram();
        LatencyHistogram response = ok.Response ?? service;
        return Complete(
            new ScenarioStats
            {
                ScenarioName = Props.Name,
                Model = Props.IsOpen ? LoadModel.Open : LoadModel.Closed,
                WarmUpDuration = Props.WarmUpDuration,
                Duration = TimeSpan.FromSeconds(seconds),
                Ok = MeasurementStats.Of(ok, seconds, isError: false),
                Fail = MeasurementStats.Of(fail, seconds, isError: true),
                ServiceTime = service.Summarise(),
                ResponseTime = response.Summarise(),
                Spectrum = response.Spectrum(),
                ServiceTimeHistogram = service.Encode(),
                ResponseTimeHistogram = response.Encode(),
                StopReason = _stopReason,
                BrokenThreshold = _watch.Judge(ok, fail),
                Thresholds = [.. Props.Thresholds.Select(threshold => threshold.Name)],
                StepStats = Steps.Close(seconds),
                Metrics = [.. Metrics.Select(metric => metric.Summarise())],
            }
        );
    }
}
