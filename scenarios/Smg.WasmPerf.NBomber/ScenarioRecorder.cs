using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Smg.Load.Histograms;
using Smg.Load.Recording;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.NBomberHost;

/// <summary>
/// Times and counts of one scenario's requests, taken in the scenario itself. Counts are reported as NBomber has them and checked against
/// these; times and rates are these alone: NBomber rounds latencies to a hundredth of a millisecond and divides by the planned duration,
/// however long the run took.
/// </summary>
/// <param name="recordsArrivals">Whether starts are counted in bins of 100 ms.</param>
internal sealed class ScenarioRecorder(bool recordsArrivals)
{
    private const double LateShare = 1.02;
    private static readonly Load.Scenarios.IResponse Ok = Load.Scenarios.Response.Ok();

    private readonly LatencyRecorder _requests = new(separateResponse: false);
    private readonly StepRecorders _steps = new();
    private readonly ConcurrentQueue<Metric> _metrics = new();
    private readonly ArrivalRecorder? _arrivals = recordsArrivals ? new ArrivalRecorder() : null;
    private long _firstStart;
    private long _lastStart;

    /// <summary>Whether a request that counts has started.</summary>
    public bool HasBegun => Volatile.Read(ref _firstStart) != 0;

    /// <summary>Adds a metric to the results.</summary>
    public void Register(Metric metric) => _metrics.Enqueue(metric);

    /// <summary>What succeeded and what failed so far.</summary>
    public (OutcomeRecord Ok, OutcomeRecord Fail) Merge() => _requests.Merge();

    /// <summary>Runs a request and records it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="run">What it does.</param>
    public async ValueTask<IResponse> MeasureAsync(IScenarioContext context, Func<IScenarioContext, ValueTask<IResponse>> run)
    {
        long start = Stopwatch.GetTimestamp();
        Begin(start);
        _arrivals?.Record(start);
        try
        {
            IResponse response = await run(context).ConfigureAwait(false);
            _requests.TryRecord(start, start, Stopwatch.GetTimestamp(), Translate(response));
            return response;
        }
        catch (Exception exception)
        {
            _requests.TryRecord(start, start, Stopwatch.GetTimestamp(), Load.Scenarios.Response.FromException(exception));
            throw;
        }
    }

    /// <summary>Runs a step and records it.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="run">What it does.</param>
    public async ValueTask<IResponse> MeasureStepAsync(string name, Func<ValueTask<IResponse>> run)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            IResponse response = await run().ConfigureAwait(false);
            _steps.Record(name, start, Stopwatch.GetTimestamp(), Translate(response));
            return response;
        }
        catch (Exception exception)
        {
            _steps.Record(name, start, Stopwatch.GetTimestamp(), Load.Scenarios.Response.FromException(exception));
            throw;
        }
    }

    /// <summary>The row of the results.</summary>
    /// <param name="plan">What was run.</param>
    /// <param name="counted">What NBomber counted.</param>
    /// <param name="configuration">What distinguishes the row from others of the same scenario.</param>
    /// <param name="parameters">Everything that was set for the run, by name.</param>
    public LoadResult ToRow(
        PlannedScenario plan,
        NBomber.Contracts.Stats.ScenarioStats counted,
        string configuration,
        IReadOnlyDictionary<string, string> parameters
    )
    {
        _requests.Close();
        (OutcomeRecord ok, OutcomeRecord fail) = _requests.Merge();
        double seconds = MeasuredSeconds(plan, Math.Max(ok.LastEnd, fail.LastEnd));
        LatencyHistogram times = ok.Service ?? new LatencyHistogram();
        LatencySummary summary = times.Report();
        EncodedHistogram histogram = times.Encode();
        IReadOnlyList<StepStats> steps = _steps.Close(seconds);
        return new LoadResult
        {
            Scenario = plan.Name,
            Model = plan.IsClosed ? "closed" : "open",
            Configuration = configuration,
            Engine = NBomberSession.EngineName,
            EngineNotes = [.. plan.Notes, .. Disagreements(counted, ok.Count, fail.Count)],
            WarmUpSeconds = plan.WarmUp.TotalSeconds,
            MeasuredSeconds = seconds,
            OkCount = counted.Ok.Request.Count,
            FailCount = counted.Fail.Request.Count,
            RatePerSecond = seconds > 0 ? counted.Ok.Request.Count / seconds : 0,
            TargetRatePerSecond = plan.Arrivals / plan.Duration.TotalSeconds,
            GeneratorLimited = !plan.IsClosed && Stopwatch.GetElapsedTime(_firstStart, _lastStart) > plan.Duration * LateShare,
            ServiceTime = summary,
            ResponseTime = summary,
            Spectrum = times.Spectrum(),
            ServiceTimeHistogram = histogram,
            ResponseTimeHistogram = histogram,
            FailuresByCause = fail.Causes.ToDictionary(cause => cause.Key, cause => cause.Value.Count),
            Parameters = parameters,
            Steps = steps.Count == 0 ? null : [.. steps.Select(step => step.ToStepResult())],
            Metrics = _metrics.IsEmpty ? null : [.. _metrics.Select(metric => metric.Summarise())],
            Arrivals = _arrivals?.ToResult(),
        };
    }

    /// <summary>NBomber's counts are the row's; where the scenario itself counted otherwise, the row says so.</summary>
    private static IEnumerable<string> Disagreements(NBomber.Contracts.Stats.ScenarioStats counted, long ok, long fail)
    {
        if (counted.Ok.Request.Count != ok || counted.Fail.Request.Count != fail)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"NBomber counted {counted.Ok.Request.Count} successes and {counted.Fail.Request.Count} failures, but the scenario "
                    + $"{ok} and {fail}"
            );
        }
    }

    /// <summary>
    /// From the first start to the last end. Open arrivals are planned over whole intervals: fewer seconds than those would flatter the
    /// rate.
    /// </summary>
    private double MeasuredSeconds(PlannedScenario plan, long lastEnd)
    {
        double observed = HasBegun && lastEnd > _firstStart ? Stopwatch.GetElapsedTime(_firstStart, lastEnd).TotalSeconds : 0;
        return plan.IsClosed ? observed : Math.Max(observed, plan.Duration.TotalSeconds);
    }

    /// <summary>The first request that counts ends the warm-up: what metrics were given in it is forgotten.</summary>
    private void Begin(long start)
    {
        if (Interlocked.CompareExchange(ref _firstStart, start, 0) == 0)
        {
            foreach (Metric metric in _metrics)
            {
                metric.Reset();
            }
        }

        long last = Volatile.Read(ref _lastStart);
        while (start > last)
        {
            long seen = Interlocked.CompareExchange(ref _lastStart, start, last);
            if (seen == last)
            {
                break;
            }

            last = seen;
        }
    }

    private static Load.Scenarios.IResponse Translate(IResponse response) =>
        response.IsError
            ? Load.Scenarios.Response.Fail(NullIfEmpty(response.StatusCode), NullIfEmpty(response.Message), response.SizeBytes)
            : Ok;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
