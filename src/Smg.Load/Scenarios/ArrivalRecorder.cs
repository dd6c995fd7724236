using System.Diagnostics;

namespace Smg.Load.Scenarios;

/// <summary>
/// Counts starts in bins of 100 ms, from the first one on. Safe to use from any thread. Starts after the first hour are not counted.
/// </summary>
public sealed class ArrivalRecorder
{
    private const int BinMs = 100;
    private const int MaxBins = 36_000;
    private static readonly long TicksPerBin = Stopwatch.Frequency * BinMs / 1_000;

    private readonly int[] _bins = new int[MaxBins];
    private long _first;

    /// <summary>Counts a start.</summary>
    /// <param name="timestamp">The start, in Stopwatch ticks.</param>
    public void Record(long timestamp)
    {
        long first = Interlocked.CompareExchange(ref _first, timestamp, 0);
        long bin = first == 0 ? 0 : Math.Max(0, timestamp - first) / TicksPerBin;
        if (bin < MaxBins)
        {
            Interlocked.Increment(ref _bins[bin]);
        }
    }

    /// <summary>The counts up to the last bin with a start; null where nothing started.</summary>
    public ArrivalsResult? ToResult()
    {
        int last = Array.FindLastIndex(_bins, count => count > 0);
        return last < 0 ? null : new ArrivalsResult(BinMs, _bins[..(last + 1)]);
    }
}
