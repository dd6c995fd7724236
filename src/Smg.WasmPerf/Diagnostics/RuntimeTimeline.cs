using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;
using Smg.Load.Running;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>
/// Watches the .NET runtime of this process over EventPipe while a load is measured: pauses of the garbage collector as they happen,
/// and the runtime's counters once a second. Make it before the warm-up, so that nothing of its beginning is measured.
/// </summary>
public sealed class RuntimeTimeline : ILoadObserver, IDisposable
{
    /// <summary>How long the end waits for the counters of the last second.</summary>
    private static readonly TimeSpan LastCounters = TimeSpan.FromMilliseconds(1200);

    private readonly EventSession _session;
    private readonly Lock _lock = new();
    private readonly GcPauses _pauses = new();
    private readonly List<CounterSample> _counters = [];
    private DateTime _origin;
    private DateTime _begin;
    private DateTime _end;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="DiagnosticsUnavailableException">This process cannot be looked into.</exception>
    public RuntimeTimeline()
    {
        _session = new EventSession(
            [
                new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, (long)ClrTraceEventParser.Keywords.GC),
                new EventPipeProvider(
                    CounterSample.Provider,
                    EventLevel.Informational,
                    0,
                    new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }
                ),
            ],
            withMethods: false,
            Read
        );
    }

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public void OnBegin() => _begin = DateTime.UtcNow;

    /// <inheritdoc/>
    public void OnSample() { }

    /// <inheritdoc/>
    public void OnEnd()
    {
        _end = DateTime.UtcNow;
        SpinWait.SpinUntil(HasLastCounters, LastCounters);
        _session.Stop();
    }

    /// <summary>What was seen; null when the measurement did not come to its end.</summary>
    /// <param name="scenarios">The scenarios that ran.</param>
    public DiagnosticsResult? ToResult(IReadOnlyList<string> scenarios)
    {
        lock (_lock)
        {
            return _end == default || _origin == default
                ? null
                : DiagnosticsSeconds.Summarise(
                    scenarios,
                    _pauses,
                    _counters,
                    (_begin - _origin).TotalMilliseconds,
                    (_end - _origin).TotalMilliseconds
                );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private bool HasLastCounters()
    {
        Thread.Sleep(10);
        lock (_lock)
        {
            return _counters.Count > 0 && _counters[^1].At >= (_end - _origin).TotalMilliseconds - 500;
        }
    }

    private void Read(Stream events)
    {
        using EventPipeEventSource source = new(events);
        source.Clr.GCStart += data => Take(() => _pauses.OnCollection(data.TimeStampRelativeMSec));
        source.Clr.GCSuspendEEStart += data =>
            Take(() =>
                _pauses.OnSuspend(
                    data.TimeStampRelativeMSec,
                    data.Reason is GCSuspendEEReason.SuspendForGC or GCSuspendEEReason.SuspendForGCPrep
                )
            );
        source.Clr.GCRestartEEStop += data => Take(() => _pauses.OnRestart(data.TimeStampRelativeMSec));
        source.Dynamic.All += data =>
        {
            // Known once there are events.
            _origin = source.SessionStartTime.ToUniversalTime();
            if (CounterSample.TryRead(data) is { } sample)
            {
                Take(() => _counters.Add(sample));
            }
        };
        source.Process();
    }

    private void Take(Action take)
    {
        lock (_lock)
        {
            take();
        }
    }
}
