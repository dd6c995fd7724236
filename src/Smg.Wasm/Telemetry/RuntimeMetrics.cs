using System.Collections.Immutable;

namespace Smg.Wasm.Telemetry;

/// <summary>The counters of a runtime: one set for each executor and one for calls that reached none.</summary>
internal sealed class RuntimeMetrics
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private ImmutableArray<ExecutionCounters> _counters;

    public RuntimeMetrics()
    {
        Unexecuted = new ExecutionCounters();
        _counters = [Unexecuted];
    }

    /// <summary>Calls that were refused, dropped or cancelled before they ran.</summary>
    public ExecutionCounters Unexecuted { get; }

    /// <summary>Makes the counters of one more executor.</summary>
    public ExecutionCounters AddCounters()
    {
        ExecutionCounters counters = new();
        ImmutableInterlocked.Update(ref _counters, static (all, added) => all.Add(added), counters);
        return counters;
    }

    public MetricsSnapshot Snapshot()
    {
        long successful = 0;
        long failed = 0;
        long total = 0;
        long max = 0;
        foreach (ExecutionCounters counters in _counters)
        {
            (long counterSuccessful, long counterFailed, long counterTotal, long counterMax) = counters.Read();
            successful += counterSuccessful;
            failed += counterFailed;
            total += counterTotal;
            max = Math.Max(max, counterMax);
        }

        return new MetricsSnapshot(successful + failed, successful, failed, total / TicksPerMicrosecond, max / TicksPerMicrosecond);
    }
}
