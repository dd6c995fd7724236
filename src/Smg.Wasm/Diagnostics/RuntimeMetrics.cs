namespace Smg.Wasm.Diagnostics;

/// <summary>Counts calls. Written by every caller, without a lock.</summary>
internal sealed class RuntimeMetrics
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private long _successful;
    private long _failed;
    private long _totalTicks;
    private long _maxTicks;

    public void Record(in ExecutionResult result, TimeSpan elapsed)
    {
        _ = result.Succeeded ? Interlocked.Increment(ref _successful) : Interlocked.Increment(ref _failed);
        Interlocked.Add(ref _totalTicks, elapsed.Ticks);
        long max = Volatile.Read(ref _maxTicks);
        while (elapsed.Ticks > max)
        {
            long seen = Interlocked.CompareExchange(ref _maxTicks, elapsed.Ticks, max);
            if (seen == max)
            {
                break;
            }

            max = seen;
        }
    }

    public MetricsSnapshot Snapshot()
    {
        long successful = Interlocked.Read(ref _successful);
        long failed = Interlocked.Read(ref _failed);
        return new MetricsSnapshot(
            successful + failed,
            successful,
            failed,
            Interlocked.Read(ref _totalTicks) / TicksPerMicrosecond,
            Interlocked.Read(ref _maxTicks) / TicksPerMicrosecond);
    }
}
