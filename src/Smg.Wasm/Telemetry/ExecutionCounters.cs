using System.Runtime.InteropServices;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Telemetry;

/// <summary>
/// Counts calls, without a lock. Each executor has its own counters, so that two that count at once do not wait for one cache line.
/// </summary>
internal sealed class ExecutionCounters
{
    private Padded _counters;

    public void Record(in ExecutionResult result, TimeSpan elapsed)
    {
        _ = result.Succeeded ? Interlocked.Increment(ref _counters.Successful) : Interlocked.Increment(ref _counters.Failed);
        Interlocked.Add(ref _counters.TotalTicks, elapsed.Ticks);
        long max = Volatile.Read(ref _counters.MaxTicks);
        while (elapsed.Ticks > max)
        {
            long seen = Interlocked.CompareExchange(ref _counters.MaxTicks, elapsed.Ticks, max);
            if (seen == max)
            {
                break;
            }

            max = seen;
        }
    }

    public (long Successful, long Failed, long TotalTicks, long MaxTicks) Read() =>
        (
            Interlocked.Read(ref _counters.Successful),
            Interlocked.Read(ref _counters.Failed),
            Interlocked.Read(ref _counters.TotalTicks),
            Interlocked.Read(ref _counters.MaxTicks)
        );

    /// <summary>Two cache lines before and behind: the processor fetches lines in pairs.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 288)]
    private struct Padded
    {
        [FieldOffset(128)]
        public long Successful;

        [FieldOffset(136)]
        public long Failed;

        [FieldOffset(144)]
        public long TotalTicks;

        [FieldOffset(152)]
        public long MaxTicks;
    }
}
