using System.Diagnostics;

namespace Smg.Wasm.Telemetry;

/// <summary>
/// Records how long the phases of one executor's calls take. Written by one thread at a time, without a lock and without allocating; read
/// by any.
/// </summary>
internal sealed class PhaseTimer
{
    /// <summary>Numbers before and behind: two timers share no cache line, and the processor fetches lines in pairs.</summary>
    private const int Padding = 16;

    private static readonly int Phases = Enum.GetValues<CallPhase>().Length;

    private readonly long[] _counts = new long[Padding + (Phases * LogLinearBuckets.Count) + Padding];
    private readonly long[] _totals = new long[Padding + Phases + Padding];
    private long _last;

    /// <summary>The next phase begins now.</summary>
    public void Begin() => _last = Stopwatch.GetTimestamp();

    /// <summary>A phase ends now: it began where the one before it ended, or at <see cref="Begin"/>.</summary>
    public void End(CallPhase phase)
    {
        long now = Stopwatch.GetTimestamp();
        Record(phase, now - _last);
        _last = now;
    }

    /// <summary>Records a phase that took so many Stopwatch ticks.</summary>
    public void Record(CallPhase phase, long ticks)
    {
        _counts[Padding + ((int)phase * LogLinearBuckets.Count) + LogLinearBuckets.IndexOf(ticks)]++;
        _totals[Padding + (int)phase] += ticks;
    }

    /// <summary>Adds what was recorded of a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="counts">A number for each of <see cref="LogLinearBuckets"/>.</param>
    /// <param name="total">Stopwatch ticks in all.</param>
    public void AddTo(CallPhase phase, Span<long> counts, ref long total)
    {
        int first = Padding + ((int)phase * LogLinearBuckets.Count);
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] += Volatile.Read(ref _counts[first + i]);
        }

        total += Volatile.Read(ref _totals[Padding + (int)phase]);
    }
}
